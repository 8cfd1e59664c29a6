//! What can be seen of an origin's return value.

use proc_macro2::Ident;
use syn::{Signature, Type};

use crate::analyze::borrows::{TypeParams, Why, is_method, is_opaque, ok_type, strip};
use crate::read::args::Selection;

/// Where the `Ok` value comes from.
pub(crate) enum Success<'a> {
    /// There is none that can be seen.
    None,
    /// The compiler knows whether the return type is a `Result`.
    ByType,
    /// The return type borrows, but not the `Ok` value, whose type this is.
    Written(&'a Type),
}

/// The return value of one function, which comes to `output`.
pub(crate) struct Returned<'a> {
    pub(crate) sig: &'a Signature,
    pub(crate) output: Option<&'a Type>,
    pub(crate) selection: &'a Selection,
}

impl<'a> Returned<'a> {
    /// Why handlers cannot see it as a whole.
    pub(crate) fn why_not_whole(&self) -> Option<Why> {
        let Some(output) = self.output else {
            return Some(Why::Opaque);
        };
        if self.selection.skips("return_value") {
            Some(Why::Skipped)
        } else if is_opaque(output) {
            Some(Why::Opaque)
        } else {
            self.why_not(output)
        }
    }

    pub(crate) fn success(&self) -> Success<'a> {
        let Some((None, output)) = self.output.map(strip) else {
            return Success::None;
        };
        // What cannot be a `Result` need not be asked.
        if !matches!(output, Type::Path(_) | Type::Macro(_)) {
            return Success::None;
        }
        match self.why_not_whole() {
            None => Success::ByType,
            Some(Why::Borrows | Why::Generic | Why::NotByItself) => ok_type(output)
                .filter(|ok| self.why_not(ok).is_none())
                .map_or(Success::None, |ok| Success::Written(strip(ok).1)),
            Some(_) => Success::None,
        }
    }

    /// The names in its type that may be those of type parameters.
    pub(crate) fn doubtful(&self) -> Vec<Ident> {
        match self.output {
            Some(output) if is_method(self.sig) && !self.selection.captures("return_value") => {
                TypeParams::of(self.sig).doubtful(output)
            }
            _ => Vec::new(),
        }
    }

    fn why_not(&self, ty: &Type) -> Option<Why> {
        let (reference, ty) = strip(ty);
        let why = TypeParams::of(self.sig).why_not_static_behind(reference, ty);
        why.filter(|why| !(why.can_be_overruled() && self.selection.captures("return_value")))
    }
}
