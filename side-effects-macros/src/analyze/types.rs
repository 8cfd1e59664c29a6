//! Types as they are written.

use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Type, TypeImplTrait, TypeReference, parse_quote};

/// Takes one outer `&` or `&mut` off, and what parentheses there are.
pub(crate) fn strip(ty: &Type) -> (Option<&TypeReference>, &Type) {
    match bare(ty) {
        Type::Reference(reference) => (Some(reference), bare(&reference.elem)),
        other => (None, other),
    }
}

/// `dyn A + B` for `(dyn A + B)`: the parentheses of `&(dyn A + B)`.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        other => other,
    }
}

/// The first `T` of what looks like a `Result<T, E>`.
pub(crate) fn ok_type(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(args) = &last.arguments else {
        return None;
    };
    match args.args.first()? {
        syn::GenericArgument::Type(ty) if last.ident == "Result" => Some(ty),
        _ => None,
    }
}

/// Whether a type holds an `impl Trait`.
pub(crate) fn is_opaque(ty: &Type) -> bool {
    struct Opaque(bool);
    impl<'ast> Visit<'ast> for Opaque {
        fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut opaque = Opaque(false);
    opaque.visit_type(ty);
    opaque.0
}

/// A type as far as it can be named: `Result<_, E>` for `Result<impl Trait, E>`.
pub(crate) fn nameable(ty: &Type) -> Type {
    struct Infer;
    impl VisitMut for Infer {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if let Type::ImplTrait(_) = ty {
                *ty = parse_quote!(_);
            }
            visit_mut::visit_type_mut(self, ty);
        }
    }
    let mut ty = ty.clone();
    Infer.visit_type_mut(&mut ty);
    ty
}
