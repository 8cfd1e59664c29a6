//! What does not last in a type, and which of its names may be type parameters.

use std::collections::HashMap;

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{
    GenericParam, Lifetime, ParenthesizedGenericArguments, Signature, TraitBound, Type, TypeFnPtr,
    TypeImplTrait, TypeParamBound, TypePath, TypeReference, WherePredicate,
};

use crate::analyze::why::Why;

/// The generic parameters of a function that stand for types or values, and
/// whether each lasts: those for types do where they are bounded by `'static`.
pub(crate) struct TypeParams(HashMap<Ident, bool>);

impl TypeParams {
    pub(crate) fn of(sig: &Signature) -> Self {
        let mut params = HashMap::new();
        for param in &sig.generics.params {
            match param {
                GenericParam::Type(param) => {
                    params.insert(param.ident.clone(), is_static(&param.bounds));
                }
                GenericParam::Const(param) => {
                    params.insert(param.ident.clone(), true);
                }
                GenericParam::Lifetime(_) => {}
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
            in_fn: false,
            found: None,
        };
        finder.visit_type(ty);
        finder.found
    }

    /// The names in a type that may, in a method, be those of type parameters.
    pub(crate) fn doubtful(&self, ty: &Type) -> Vec<Ident> {
        let mut names = Names {
            params: self,
            found: Vec::new(),
        };
        names.visit_type(ty);
        names.found
    }

    pub(crate) fn contains(&self, ident: &Ident) -> bool {
        self.0.contains_key(ident)
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

/// Whether a function stands in an `impl` or a `trait`, as far as its signature
/// tells: by a receiver, `Self`, or the name of a type parameter.
pub(crate) fn is_method(sig: &Signature) -> bool {
    struct Mentioned {
        params: TypeParams,
        found: bool,
    }
    impl<'ast> Visit<'ast> for Mentioned {
        fn visit_type_path(&mut self, path: &'ast TypePath) {
            let first = &path.path.segments[0].ident;
            self.found |=
                first == "Self" || is_like_a_parameter(first) && !self.params.0.contains_key(first);
            visit::visit_type_path(self, path);
        }
    }
    let mut mentioned = Mentioned {
        params: TypeParams::of(sig),
        found: sig.receiver().is_some(),
    };
    mentioned.visit_signature(sig);
    mentioned.found
}

/// Whether a name looks like one of a type parameter: `T`, `K`, `DB`.
pub(crate) fn is_like_a_parameter(ident: &Ident) -> bool {
    !ident.to_string().contains(char::is_lowercase)
}

/// Finds what does not last. In the parentheses of `Fn(&T)` and `fn(&T)`,
/// lifetimes that are not named are the callers'.
struct Finder<'a> {
    params: &'a TypeParams,
    /// Lifetimes that a `for<'a>` introduces.
    bound: Vec<Lifetime>,
    in_fn: bool,
    found: Option<Why>,
}

impl Finder<'_> {
    /// Keeps the reason that is known best: what an `impl` says can only be
    /// guessed.
    fn found(&mut self, why: Why) {
        if self.found.is_none_or(Why::can_be_overruled) {
            self.found = Some(why);
        }
    }

    fn within(&mut self, lifetimes: Option<&syn::BoundLifetimes>, visit: impl FnOnce(&mut Self)) {
        let outer = self.bound.len();
        for param in lifetimes.iter().flat_map(|bound| &bound.lifetimes) {
            if let GenericParam::Lifetime(param) = param {
                self.bound.push(param.lifetime.clone());
            }
        }
        visit(self);
        self.bound.truncate(outer);
    }

    fn within_fn(&mut self, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.in_fn, true);
        visit(self);
        self.in_fn = outer;
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        let is_elided = lifetime.ident == "_" && self.in_fn;
        if lifetime.ident != "static" && !is_elided && !self.bound.contains(lifetime) {
            self.found(Why::Borrows);
        }
    }

    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        if reference.lifetime.is_none() && !self.in_fn {
            self.found(Why::Borrows);
        }
        visit::visit_type_reference(self, reference);
    }

    fn visit_type_path(&mut self, path: &'ast TypePath) {
        let first = &path.path.segments[0].ident;
        if path.qself.is_none() && path.path.leading_colon.is_none() {
            match self.params.0.get(first) {
                Some(true) => {}
                Some(false) => self.found(Why::Generic),
                None if first == "Self" || is_like_a_parameter(first) => {
                    self.found(Why::NotByItself);
                }
                None => {}
            }
        }
        if hides_a_lifetime(path) {
            self.found(Why::NotByItself);
        }
        visit::visit_type_path(self, path);
    }

    fn visit_type_impl_trait(&mut self, ty: &'ast TypeImplTrait) {
        if !is_static(&ty.bounds) {
            self.found(Why::Generic);
        }
    }

    fn visit_trait_bound(&mut self, bound: &'ast TraitBound) {
        self.within(bound.lifetimes.as_ref(), |this| {
            this.visit_path(&bound.path);
        });
    }

    fn visit_parenthesized_generic_arguments(&mut self, args: &'ast ParenthesizedGenericArguments) {
        self.within_fn(|this| visit::visit_parenthesized_generic_arguments(this, args));
    }

    fn visit_type_fn_ptr(&mut self, ty: &'ast TypeFnPtr) {
        self.within(ty.lifetimes.as_ref(), |this| {
            this.within_fn(|this| visit::visit_type_fn_ptr(this, ty));
        });
    }
}

/// Whether a type is `fmt::Formatter`, which most people write without its
/// lifetime.
fn hides_a_lifetime(path: &TypePath) -> bool {
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "Formatter" && last.arguments.is_none())
}

/// Finds the names in a type of a method that may be those of type parameters
/// of the `impl` around it, though they do not look like it: `Request`.
struct Names<'a> {
    params: &'a TypeParams,
    found: Vec<Ident>,
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_type_path(&mut self, path: &'ast TypePath) {
        let first = &path.path.segments[0];
        let is_name = path.qself.is_none()
            && path.path.leading_colon.is_none()
            && first.arguments.is_none()
            && first.ident.to_string().starts_with(char::is_uppercase);
        let is_known = first.ident == "Self"
            || first.ident == "String"
            || is_like_a_parameter(&first.ident)
            || self.params.0.contains_key(&first.ident);
        if is_name && !is_known && !self.found.contains(&first.ident) {
            self.found.push(first.ident.clone());
        }
        visit::visit_type_path(self, path);
    }
}
