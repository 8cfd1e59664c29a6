//! What the `&mut` parameters of a function may still be borrowed for when it has
//! returned.

use std::collections::HashMap;

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{
    GenericParam, Lifetime, ParenthesizedGenericArguments, Receiver, ReceiverKind, Signature,
    Token, Type, TypeFnPtr, TypeReference, WherePredicate,
};

use crate::analyze::types::{is_opaque, strip};

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
