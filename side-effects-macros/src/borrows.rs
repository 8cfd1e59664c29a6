//! Which types last: what of a signature's lifetimes can be told from its
//! tokens.

use std::collections::HashMap;

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    GenericParam, Lifetime, LifetimeParam, ParenthesizedGenericArguments, Receiver, ReceiverKind,
    ReturnType, Signature, TraitBound, Type, TypeFnPtr, TypeImplTrait, TypeParamBound, TypePath,
    TypeReference, WherePredicate, parse_quote,
};

/// Why handlers cannot see a value; the names of the core crate's `Why`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Borrows,
    Generic,
    MovedByBody,
    Opaque,
    Returned,
    Skipped,
}

/// The type parameters of a function, and whether each is bounded by `'static`.
pub(crate) struct TypeParams(HashMap<Ident, bool>);

impl TypeParams {
    pub(crate) fn of(sig: &Signature) -> Self {
        let mut params = HashMap::new();
        for param in &sig.generics.params {
            if let GenericParam::Type(param) = param {
                params.insert(param.ident.clone(), is_static(&param.bounds));
            }
        }
        for predicate in sig
            .generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates)
        {
            let WherePredicate::Type(predicate) = predicate else {
                continue;
            };
            let ident = match &predicate.bounded_ty {
                Type::Path(path) => path.path.get_ident(),
                _ => None,
            };
            if let Some(bounded) = ident.and_then(|ident| params.get_mut(ident)) {
                *bounded |= is_static(&predicate.bounds);
            }
        }
        Self(params)
    }

    /// Why a value of this type, as it is written, may not last.
    pub(crate) fn why_not_static(&self, ty: &Type) -> Option<Why> {
        let mut finder = Finder {
            params: self,
            bound: Vec::new(),
            found: None,
        };
        finder.visit_type(ty);
        finder.found
    }

    /// The same for what stands behind the outer `&` of a type.
    pub(crate) fn why_not_static_behind(
        &self,
        reference: Option<&TypeReference>,
        ty: &Type,
    ) -> Option<Why> {
        // `&'a dyn Trait` means `&'a (dyn Trait + 'a)`.
        let lifetime = reference.map(|reference| &reference.lifetime);
        match (lifetime, ty) {
            (Some(lifetime), Type::TraitObject(object))
                if !is_static(&object.bounds)
                    && lifetime
                        .as_ref()
                        .is_none_or(|lifetime| lifetime.ident != "static") =>
            {
                Some(Why::Borrows)
            }
            _ => self.why_not_static(ty),
        }
    }
}

fn is_static<'a>(bounds: impl IntoIterator<Item = &'a TypeParamBound>) -> bool {
    bounds.into_iter().any(
        |bound| matches!(bound, TypeParamBound::Lifetime(lifetime) if lifetime.ident == "static"),
    )
}

/// Finds what does not last. What stands in the parentheses of `Fn(&T)` and
/// `fn(&T)` is not part of a value.
struct Finder<'a> {
    params: &'a TypeParams,
    /// Lifetimes that a `for<'a>` introduces.
    bound: Vec<Lifetime>,
    found: Option<Why>,
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if lifetime.ident != "static" && !self.bound.contains(lifetime) {
            self.found.get_or_insert(Why::Borrows);
        }
    }

    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        if reference.lifetime.is_none() {
            self.found.get_or_insert(Why::Borrows);
        }
        visit::visit_type_reference(self, reference);
    }

    fn visit_type_path(&mut self, path: &'ast TypePath) {
        let first = &path.path.segments[0].ident;
        if path.qself.is_none() && self.params.0.get(first) == Some(&false) {
            self.found.get_or_insert(Why::Generic);
        }
        visit::visit_type_path(self, path);
    }

    fn visit_type_impl_trait(&mut self, ty: &'ast TypeImplTrait) {
        if !is_static(&ty.bounds) {
            self.found.get_or_insert(Why::Generic);
        }
    }

    fn visit_trait_bound(&mut self, bound: &'ast TraitBound) {
        let outer = self.bound.len();
        for param in bound
            .lifetimes
            .iter()
            .flat_map(|lifetimes| &lifetimes.lifetimes)
        {
            if let GenericParam::Lifetime(param) = param {
                self.bound.push(param.lifetime.clone());
            }
        }
        self.visit_path(&bound.path);
        self.bound.truncate(outer);
    }

    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast ParenthesizedGenericArguments) {}

    fn visit_type_fn_ptr(&mut self, _: &'ast TypeFnPtr) {}
}

/// Takes one outer `&` or `&mut` off.
pub(crate) fn strip(ty: &Type) -> (Option<&TypeReference>, &Type) {
    match unwrapped(ty) {
        Type::Reference(reference) => (Some(reference), unwrapped(&reference.elem)),
        other => (None, other),
    }
}

/// The type without parentheses, and without those that a macro's `$t:ty` has.
fn unwrapped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => unwrapped(&group.elem),
        Type::Paren(paren) => unwrapped(&paren.elem),
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

/// The type with a `_` for each `impl Trait`.
pub(crate) fn without_impl_trait(mut ty: Type) -> Type {
    struct Infer;
    impl VisitMut for Infer {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if let Type::ImplTrait(_) = ty {
                *ty = parse_quote!(_);
            }
            visit_mut::visit_type_mut(self, ty);
        }
    }
    Infer.visit_type_mut(&mut ty);
    ty
}

/// How often each lifetime stands in a part of a signature.
#[derive(Default)]
struct Lifetimes {
    named: HashMap<Ident, usize>,
    elided: usize,
}

impl<'ast> Visit<'ast> for Lifetimes {
    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if lifetime.ident == "_" {
            self.elided += 1;
        } else {
            *self.named.entry(lifetime.ident.clone()).or_default() += 1;
        }
    }

    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        self.elided += usize::from(reference.lifetime.is_none());
        visit::visit_type_reference(self, reference);
    }

    fn visit_lifetime_param(&mut self, param: &'ast LifetimeParam) {
        visit::visit_lifetime_param(self, param);
        // `'b: 'a` makes a `&'b mut` a `&'a mut` where that is asked for.
        if !param.bounds.is_empty() {
            self.visit_lifetime(&param.lifetime);
        }
    }

    fn visit_receiver(&mut self, receiver: &'ast Receiver) {
        if let ReceiverKind::Reference(_, None, _) = receiver.kind {
            self.elided += 1;
        }
        visit::visit_receiver(self, receiver);
    }

    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast ParenthesizedGenericArguments) {}

    fn visit_type_fn_ptr(&mut self, _: &'ast TypeFnPtr) {}
}

/// What the `&mut` parameters of one function are borrowed for.
pub(crate) struct MutableBorrows {
    all: Lifetimes,
    output: Lifetimes,
    output_is_opaque: bool,
    receiver_is_reference: bool,
}

impl MutableBorrows {
    pub(crate) fn of(sig: &Signature) -> Self {
        let (mut all, mut output) = (Lifetimes::default(), Lifetimes::default());
        all.visit_signature(sig);
        output.visit_return_type(&sig.output);
        let receiver_is_reference = sig.receiver().is_some_and(|receiver| match &receiver.kind {
            ReceiverKind::Value => false,
            ReceiverKind::Reference(..) => true,
            ReceiverKind::Typed(_, ty) => matches!(strip(ty), (Some(_), _)),
            _ => true,
        });
        Self {
            all,
            output,
            output_is_opaque: matches!(&sig.output, ReturnType::Type(_, ty) if is_opaque(ty)),
            receiver_is_reference,
        }
    }

    /// Whether a `&'lifetime mut` parameter may still be borrowed when the body
    /// has ended: by the return value, or by something that another parameter
    /// refers to.
    pub(crate) fn outlive(&self, lifetime: Option<&Lifetime>, is_receiver: bool) -> bool {
        let named = lifetime.filter(|lifetime| lifetime.ident != "_");
        self.output_is_opaque
            || match named {
                // Once where it is declared, and once at the parameter.
                Some(lifetime) => self.all.named.get(&lifetime.ident) != Some(&2),
                None => self.output.elided > 0 && is_receiver == self.receiver_is_reference,
            }
    }
}
