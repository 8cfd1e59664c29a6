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
    NotByItself,
    NotInFuture,
    Opaque,
    Returned,
    Skipped,
    UsedBefore,
}

impl Why {
    /// Whether `capture(…)` can overrule it: the user may know more of a type
    /// than its tokens say.
    pub(crate) fn can_be_overruled(self) -> bool {
        matches!(self, Self::NotByItself | Self::Generic)
    }

    /// Completes "cannot be captured: it …".
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Borrows => {
                "borrows something that is not `'static` (behind its outer `&`). Take it out of \
                 `capture(…)`, or let it own what it borrows"
            }
            Self::MovedByBody => {
                "may be moved by the body, which uses `self` as a whole. Write `&mut *self` there"
            }
            Self::NotInFuture => {
                "is not used in the `async` block that the function returns. Take it out of \
                 `capture(…)`, or use it there"
            }
            Self::Opaque => {
                "is an `impl Trait` whose type cannot be named. Take it out of `capture(…)`, or \
                 name the type"
            }
            Self::Returned => {
                "may still be mutably borrowed when the function has returned. Take it out of \
                 `capture(…)`, or return something that does not borrow"
            }
            Self::UsedBefore => {
                "is used before the `async` block that the function returns. Take it out of \
                 `capture(…)`, or use it in the block only"
            }
            Self::Generic | Self::NotByItself => "may not be `'static`",
            Self::Skipped => "is skipped",
        }
    }
}

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
