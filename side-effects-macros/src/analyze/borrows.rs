//! Which types last: what of a signature's lifetimes can be told from its
//! tokens.

use std::collections::HashMap;

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    GenericParam, Lifetime, ParenthesizedGenericArguments, Receiver, ReceiverKind, Signature,
    Token, TraitBound, Type, TypeFnPtr, TypeImplTrait, TypeParamBound, TypePath, TypeReference,
    WherePredicate, parse_quote,
};

/// Why handlers cannot see a value; the names of the core crate's `Why`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Borrows,
    Generic,
    MovedByBody,
    NotInFuture,
    Opaque,
    Returned,
    Skipped,
    UsedBefore,
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
    inputs: Lifetimes,
    output: Lifetimes,
    output_is_opaque: bool,
    receiver_is_reference: bool,
    /// The lifetimes that the function declares, each with those it outlives.
    declared: HashMap<Ident, Vec<Ident>>,
}

impl MutableBorrows {
    /// Reads the signature of a function that comes to `output`.
    pub(crate) fn of(sig: &Signature, output: Option<&Type>) -> Self {
        let (mut inputs, mut in_output) = (Lifetimes::default(), Lifetimes::default());
        for input in &sig.inputs {
            inputs.visit_fn_arg(input);
        }
        if let Some(output) = output {
            in_output.visit_type(output);
        }
        let receiver_is_reference = sig.receiver().is_some_and(|receiver| match &receiver.kind {
            ReceiverKind::Value => false,
            ReceiverKind::Typed(_, ty) => strip(ty).0.is_some(),
            _ => true,
        });
        Self {
            inputs,
            output: in_output,
            output_is_opaque: output.is_none_or(is_opaque),
            receiver_is_reference,
            declared: declared_lifetimes(sig),
        }
    }

    /// Whether a `&'lifetime mut` parameter may still be borrowed when the body
    /// has ended: by the return value, or by something that another parameter
    /// refers to.
    pub(crate) fn outlive(&self, lifetime: Option<&Lifetime>, is_receiver: bool) -> bool {
        let named = lifetime.filter(|lifetime| lifetime.ident != "_");
        let escapes = match named {
            Some(lifetime) => self.escapes(&lifetime.ident),
            None => self.output.elided > 0 && is_receiver == self.receiver_is_reference,
        };
        escapes || self.output_is_opaque
    }

    /// Whether anything but one parameter has the lifetime, or one that it
    /// outlives.
    fn escapes(&self, lifetime: &Ident) -> bool {
        let count = |lifetime: &Ident| {
            let named = |lifetimes: &Lifetimes| lifetimes.named.get(lifetime).copied();
            named(&self.inputs).unwrap_or(0) + named(&self.output).unwrap_or(0)
        };
        // An impl declares the others, and `Self` may have them.
        let Some(outlived) = self.declared.get(lifetime) else {
            return true;
        };
        count(lifetime) > 1 || outlived.iter().any(|outlived| count(outlived) > 0)
    }
}

fn declared_lifetimes(sig: &Signature) -> HashMap<Ident, Vec<Ident>> {
    let idents = |lifetimes: &Punctuated<Lifetime, Token![+]>| -> Vec<Ident> {
        (lifetimes.iter())
            .map(|lifetime| lifetime.ident.clone())
            .collect()
    };
    let mut declared = HashMap::new();
    for param in &sig.generics.params {
        if let GenericParam::Lifetime(param) = param {
            declared.insert(param.lifetime.ident.clone(), idents(&param.bounds));
        }
    }
    for predicate in sig
        .generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates)
    {
        if let WherePredicate::Lifetime(predicate) = predicate {
            let outlived = declared
                .entry(predicate.lifetime.ident.clone())
                .or_default();
            outlived.extend(idents(&predicate.bounds));
        }
    }
    declared
}
