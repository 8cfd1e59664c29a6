//! What can be said without a call of an origin whose types are not all known:
//! a method, or a generic function.
//!
//! The types are named in a static, where no type parameter can be, neither the
//! function's own nor one of the `impl` around it. What those are called cannot
//! be known. So a name counts for what the module has under it; if there is
//! nothing, a stand-in takes its place, and the offer is unknown.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::visit::{self, Visit};
use syn::{Path, PathArguments, PathSegment, Type, TypePath};

use crate::analyze::params::{Arg, Capture};
use crate::analyze::result::Success;
use crate::analyze::type_params::{TypeParams, is_like_a_parameter};
use crate::analyze::types::strip;
use crate::expand::origin::Origin;

impl Origin<'_> {
    /// Why its receiver is not captured, if that is so.
    pub(super) fn unseen_receiver(&self) -> Option<TokenStream> {
        self.function.sig.receiver()?;
        match self.params.args.first()?.capture {
            Capture::Nothing(why) => {
                let why = Ident::new(&format!("{why:?}"), Span::mixed_site());
                Some(quote!(unseen #why))
            }
            _ => None,
        }
    }

    /// Output, with `p` for `::side_effects::__private`:
    ///
    /// ```text
    /// Some(|| {
    ///     use p::NotInModule as User;
    ///     {
    ///         use self::*;
    ///         p::Offers::new([offer.of_names(&[p::TypeId::of::<User>()]), p::Offer::Unknown], …)
    ///     }
    /// })
    /// ```
    pub(super) fn offers_as_far_as_known(&self) -> TokenStream {
        let path = self.args.krate.path();
        let params = TypeParams::of(&self.function.sig);
        let mut stand_ins = BTreeSet::new();
        let mut names_in = |ty: &Type| {
            let names = Names::of(ty, &params)?;
            stand_ins.extend(names.iter().cloned());
            Some(quote!(&[#(side_effects_private::TypeId::of::<#names>()),*]))
        };
        let args: Vec<_> = (self.params.args.iter())
            .map(|arg| self.known_offer(arg, &mut names_in))
            .collect();
        let (whole, ok) = self.known_result(&mut names_in);
        let stand_ins = stand_ins.iter();
        quote_spanned! {Span::mixed_site()=>
            side_effects_private::Some(|| {
                #(
                    #[allow(unused_imports)]
                    use #path::NotInModule as #stand_ins;
                )*
                {
                    #[allow(unused_imports, clippy::wildcard_imports, clippy::enum_glob_use)]
                    use self::*;
                    side_effects_private::Offers::to_owned(&side_effects_private::Offers::new([#(#args),*], #whole, #ok))
                }
            })
        }
    }

    fn known_offer(
        &self,
        arg: &Arg,
        names_in: impl FnOnce(&Type) -> Option<TokenStream>,
    ) -> TokenStream {
        match (&arg.capture, &arg.ty) {
            (Capture::Nothing(why), _) => self.nothing(*why),
            (_, Some(ty)) => match names_in(ty) {
                Some(names) => {
                    let offer = self.offer(arg);
                    quote!(side_effects_private::Offer::of_names(#offer, #names))
                }
                None => quote!(side_effects_private::Offer::Unknown),
            },
            (_, None) => quote!(side_effects_private::Offer::Unknown),
        }
    }

    fn known_result(
        &self,
        names_in: impl FnOnce(&Type) -> Option<TokenStream>,
    ) -> (TokenStream, TokenStream) {
        let none = quote!(side_effects_private::Offer::Unknown);
        match (self.why_not_whole(), self.success(), &self.output) {
            (Some(why), Success::None, _) => (self.nothing(why), none),
            (None, _, Some(output)) => match names_in(strip(output).1) {
                Some(names) => {
                    let (whole, ok) = self.result_offers();
                    (
                        quote!(side_effects_private::Offer::of_names(#whole, #names)),
                        ok,
                    )
                }
                None => (quote!(side_effects_private::Offer::Unknown), none),
            },
            _ => (quote!(side_effects_private::Offer::Unknown), none),
        }
    }
}

/// The names in a type that may stand for type parameters.
struct Names<'a> {
    params: &'a TypeParams,
    found: BTreeSet<Ident>,
    /// Whether a stand-in cannot be what the type around it wants.
    has_bounds: bool,
    is_unknown: bool,
}

impl<'a> Names<'a> {
    /// `None` where the type cannot be written in a static.
    fn of(ty: &Type, params: &'a TypeParams) -> Option<BTreeSet<Ident>> {
        let mut names = Self {
            params,
            found: BTreeSet::new(),
            has_bounds: false,
            is_unknown: false,
        };
        names.visit_type(ty);
        (!names.is_unknown).then_some(names.found)
    }

    fn visit_arguments(&mut self, segment: &PathSegment) {
        const WITHOUT_BOUNDS: [&str; 10] = [
            "Arc", "BTreeMap", "BTreeSet", "Box", "HashMap", "HashSet", "Option", "Rc", "Result",
            "Vec",
        ];
        let outer = self.has_bounds;
        self.has_bounds |= !WITHOUT_BOUNDS.iter().any(|name| segment.ident == name);
        self.visit_path_arguments(&segment.arguments);
        self.has_bounds = outer;
    }
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_type(&mut self, ty: &'ast Type) {
        match ty {
            Type::Array(array) if !matches!(array.len, syn::Expr::Lit(_)) => self.is_unknown = true,
            Type::ImplTrait(_) | Type::Infer(_) | Type::Macro(_) | Type::Verbatim(_) => {
                self.is_unknown = true;
            }
            _ => visit::visit_type(self, ty),
        }
    }

    fn visit_type_path(&mut self, path: &'ast TypePath) {
        let Path {
            leading_colon,
            segments,
        } = &path.path;
        let first = &segments[0].ident;
        let is_in_a_module = leading_colon.is_some()
            || segments.len() > 1 && first.to_string().starts_with(char::is_lowercase);
        let is_a_parameter =
            first == "Self" || self.params.contains(first) || is_like_a_parameter(first);
        if path.qself.is_some() || !is_in_a_module && (is_a_parameter || segments.len() > 1) {
            self.is_unknown = true;
        } else if let (false, PathArguments::None) = (is_in_a_module, &segments[0].arguments) {
            if !is_always_there(first) {
                self.is_unknown |= self.has_bounds;
                self.found.insert(first.clone());
            }
        }
        for segment in segments {
            self.visit_arguments(segment);
        }
    }

    fn visit_trait_bound(&mut self, bound: &'ast syn::TraitBound) {
        let outer = std::mem::replace(&mut self.has_bounds, true);
        visit::visit_trait_bound(self, bound);
        self.has_bounds = outer;
    }
}

/// The types that have a name in every module.
fn is_always_there(name: &Ident) -> bool {
    const NAMES: [&str; 18] = [
        "String", "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str",
        "u128", "u16", "u32", "u64", "u8", "usize",
    ];
    NAMES.iter().any(|known| name == known)
}
