//! The parameters of a handler, and what its signature may not be.

use syn::ext::IdentExt;
use syn::visit_mut::VisitMut;
use syn::{FnArg, GenericParam, Ident, Lifetime, Pat, PatIdent, ReturnType, Safety, Type};

use crate::analyze::type_params::TypeParams;
use crate::analyze::types::{is_opaque, strip};
use crate::analyze::why::Why;
use crate::read::errors::Errors;
use crate::read::function::Function;

pub(super) fn check_shape(function: &Function, errors: &mut Errors) {
    let sig = &function.sig;
    if let Some(constness) = &sig.constness {
        errors.at(
            constness,
            "a side effect is run, never computed: remove `const`",
        );
    }
    if let Safety::Unsafe(unsafety) = &sig.safety {
        errors.at(
            unsafety,
            "a side effect is called by safe code: remove `unsafe`, and put the unsafe part into a \
             block that upholds its conditions",
        );
    }
    for param in &sig.generics.params {
        let message = "a side effect cannot be generic, since nobody names its types: write the \
                       type that the origin has, or take `&Event<'_>` and look for several";
        match param {
            GenericParam::Type(param) => errors.at(&param.ident, message),
            GenericParam::Const(param) => errors.at(&param.ident, message),
            GenericParam::Lifetime(_) => {}
        }
    }
    if function.body.is_none() {
        errors.at(
            sig,
            "a side effect is a free function with a body: write one, which calls this",
        );
    }
    match &sig.output {
        ReturnType::Type(_, ty) if is_opaque(ty) || matches!(**ty, Type::Never(_)) => errors.at(
            ty,
            "a side effect returns `()` or `Result<(), E>`: write which of the two, and `async fn` if it \
             waits for something",
        ),
        _ => {}
    }
}

/// One parameter of a handler.
pub(super) struct Param<'a> {
    pub(super) ident: &'a Ident,
    pub(super) name: String,
    pub(super) is_reference: bool,
    /// Its type without the outer `&`.
    pub(super) ty: Type,
}

pub(super) fn params<'a>(function: &'a Function, errors: &mut Errors) -> Vec<Param<'a>> {
    let types = TypeParams::of(&function.sig);
    let mut params = Vec::new();
    for input in &function.sig.inputs {
        let typed = match input {
            FnArg::Typed(typed) => typed,
            FnArg::Receiver(receiver) => {
                errors.at(
                    receiver,
                    "a side effect is a free function: move it out of the `impl`, and take the \
                     origin's receiver, if you need it, as a parameter `this`",
                );
                continue;
            }
        };
        let (reference, ty) = strip(&typed.ty);
        if let Some(attr) = typed.attrs.iter().find(|attr| attr.path().is_ident("cfg")) {
            errors.at(
                attr,
                "a parameter of a side effect cannot be conditional: write two functions",
            );
        }
        if let Some(mutability) = reference.and_then(|reference| reference.mutability) {
            errors.at(
                mutability,
                "a side effect sees the origin's values, and cannot change them: write `&` \
                 without `mut`, or take a clone",
            );
        }
        let lifetime = reference.and_then(|reference| reference.lifetime.as_ref());
        if let Some(lifetime) = lifetime.filter(|lifetime| lifetime.ident == "static") {
            errors.at(
                lifetime,
                "a side effect sees the origin's values for the time of its call: write `&` \
                 without `'static`",
            );
        }
        if is_opaque(ty) {
            errors.at(
                ty,
                "a parameter of a side effect cannot be an `impl Trait`, since nobody names its \
                 type: write the type that the origin has",
            );
        } else if !is_path_to(ty, "Event") && types.why_not_static(ty) == Some(Why::Borrows) {
            errors.at(
                ty,
                "a side effect sees values of `'static` types, as `T` or `&T`, and this type borrows \
                 something inside: write `'static` there, if the origin does",
            );
        }
        let ty = without_lifetimes(ty);
        match name(&typed.pat) {
            Some(ident) => params.push(Param {
                ident,
                name: ident.unraw().to_string(),
                is_reference: reference.is_some(),
                ty,
            }),
            None => errors.at(
                &typed.pat,
                "a parameter of a side effect is bound by its name: give it one, and take it apart \
                 in the body",
            ),
        }
    }
    params
}

impl Param<'_> {
    /// Whether its type may be one of the core crate's that is made for one run of a
    /// handler, and lent to it, going by its name.
    pub(super) fn may_be_lent(&self) -> bool {
        self.is_reference && is_path_to(&self.ty, "Delivery")
    }

    /// Whether its type may be one that no origin has to offer.
    pub(super) fn may_be_ours(&self) -> bool {
        let names = ["Event", "Dep", "Delivery"];
        names.iter().any(|name| is_path_to(&self.ty, name))
    }

    /// What its value is called in a job. A name gets a leading `_`, and loses it, as
    /// the handler's body comes to need it.
    pub(super) fn stored_name(&self) -> &str {
        self.name.strip_prefix('_').unwrap_or(&self.name)
    }
}

fn name(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(PatIdent {
            ident,
            subpat: None,
            ..
        }) => Some(ident),
        Pat::Paren(paren) => name(&paren.pat),
        _ => None,
    }
}

/// The type as it can be written elsewhere: `Event<'_>` for `Event<'a>`.
fn without_lifetimes(ty: &Type) -> Type {
    struct Elide;
    impl VisitMut for Elide {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if lifetime.ident != "static" {
                lifetime.ident = Ident::new("_", lifetime.ident.span());
            }
        }
    }
    let mut ty = ty.clone();
    // Others cannot have any but in `Fn(&'a T)`, where they are at home.
    if is_path_to(&ty, "Event") {
        Elide.visit_type_mut(&mut ty);
    }
    ty
}

/// Whether a type may be one of the core crate's, going by its name. Whether it
/// is, the compiler finds out.
fn is_path_to(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Path(path) => (path.path.segments.last()).is_some_and(|last| last.ident == name),
        _ => false,
    }
}
