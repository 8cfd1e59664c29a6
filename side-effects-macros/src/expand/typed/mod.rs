//! `typed` origins, and the handlers that name one instead of a label: what the
//! compiler is given to check.

mod check;
mod companion;

use proc_macro2::{Ident, Span};
use syn::{GenericParam, Signature, Type};

use crate::analyze::types::is_opaque;
use crate::analyze::why::Why;
use crate::read::errors::Errors;

pub(crate) use check::{Asked, check, label};
pub(crate) use companion::companion;

/// One parameter, or the return value, of a `typed` origin.
pub(crate) struct Offer {
    pub(crate) name: String,
    pub(crate) seen: Result<Seen, NotSeen>,
}

/// What handlers see of it.
pub(crate) enum Seen {
    /// A parameter, of a type without the outer `&`.
    Parameter { ty: Type, is_cloned: bool },
    /// The return value.
    Returned(Type),
    /// The value in its `Ok`, and nothing else.
    ReturnedOk(Type),
}

/// Why handlers see nothing of it.
pub(crate) enum NotSeen {
    ByPattern,
    Because(Why),
}

/// What cannot be `typed`.
pub(crate) fn check_shape(sig: &Signature, errors: &mut Errors) {
    const INSTEAD: &str = "leave `typed` out, and let the handlers name the label";
    if let Some(receiver) = sig.receiver() {
        errors.at(receiver, format!("a method cannot be `typed`: {INSTEAD}"));
    }
    for param in &sig.generics.params {
        let ident = match param {
            GenericParam::Type(param) => &param.ident,
            GenericParam::Const(param) => &param.ident,
            GenericParam::Lifetime(_) => continue,
        };
        errors.at(
            ident,
            format!("a generic function cannot be `typed`: {INSTEAD}"),
        );
    }
    for input in &sig.inputs {
        if let syn::FnArg::Typed(typed) = input {
            if is_opaque(&typed.ty) {
                errors.at(
                    &typed.ty,
                    format!("a function with `impl Trait` parameters cannot be `typed`: {INSTEAD}"),
                );
            }
        }
    }
    if let syn::ReturnType::Type(_, ty) = &sig.output {
        if is_opaque(ty) {
            errors.at(
                ty,
                format!("a function that returns `impl Trait` cannot be `typed`: {INSTEAD}"),
            );
        }
    }
}

/// The field for a parameter, which has no leading `_`: handlers may write one
/// or not.
fn field(name: &str) -> Ident {
    let plain = name.strip_prefix('_').unwrap_or(name);
    (syn::parse_str(plain))
        .or_else(|_| syn::parse_str(&format!("r#{plain}")))
        .unwrap_or_else(|_| Ident::new(name, Span::mixed_site()))
}
