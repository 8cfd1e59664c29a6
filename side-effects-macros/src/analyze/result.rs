//! What can be seen of an origin's return value.

use proc_macro2::Ident;
use syn::{Signature, Type};

use crate::analyze::type_params::TypeParams;
use crate::analyze::types::{is_opaque, ok_type, strip};
use crate::analyze::why::Why;
use crate::read::args::Selection;

/// Where the `Ok` value comes from.
#[derive(Clone, Copy)]
pub(crate) enum Success<'a> {
    /// There is none that can be seen.
    None,
    /// The compiler knows whether the return type is a `Result`.
    ByType,
    /// The return type borrows, but not the `Ok` value, whose type this is.
    Written(&'a Type),
}

/// The return value of a function.
pub(crate) struct Returned<'a> {
    /// Why handlers cannot see it as a whole.
    pub(crate) why_not_whole: Option<Why>,
    pub(crate) success: Success<'a>,
    /// The names in its type that may be those of type parameters.
    pub(crate) doubtful: Vec<Ident>,
    /// Whether it is of a type without a name.
    pub(crate) is_opaque: bool,
}

impl<'a> Returned<'a> {
    /// Reads the return value of a function that comes to `output`.
    pub(crate) fn of(
        sig: &Signature,
        is_method: bool,
        output: Option<&'a Type>,
        selection: &Selection,
    ) -> Self {
        let reader = Reader {
            types: TypeParams::of(sig),
            selection,
        };
        let is_opaque = output.is_none_or(is_opaque);
        let why_not_whole = match output {
            Some(_) if selection.skips("return_value") => Some(Why::Skipped),
            Some(output) if !is_opaque => reader.why_not(output),
            _ => Some(Why::Opaque),
        };
        let doubtful = match output {
            Some(output) if is_method && !selection.captures("return_value") => {
                reader.types.doubtful(output)
            }
            _ => Vec::new(),
        };
        Self {
            why_not_whole,
            success: reader.success(output, why_not_whole),
            doubtful,
            is_opaque,
        }
    }
}

struct Reader<'a> {
    types: TypeParams,
    selection: &'a Selection,
}

impl Reader<'_> {
    fn success<'a>(&self, output: Option<&'a Type>, why_not_whole: Option<Why>) -> Success<'a> {
        let Some((None, output)) = output.map(strip) else {
            return Success::None;
        };
        // What cannot be a `Result` need not be asked.
        if !matches!(output, Type::Path(_) | Type::Macro(_)) {
            return Success::None;
        }
        match why_not_whole {
            None => Success::ByType,
            Some(Why::Borrows | Why::Generic | Why::NotByItself) => ok_type(output)
                .filter(|ok| self.why_not(ok).is_none())
                .map_or(Success::None, |ok| Success::Written(strip(ok).1)),
            Some(_) => Success::None,
        }
    }

    fn why_not(&self, ty: &Type) -> Option<Why> {
        let (reference, ty) = strip(ty);
        let why = self.types.why_not_static_behind(reference, ty);
        why.filter(|why| !(why.can_be_overruled() && self.selection.captures("return_value")))
    }
}
