//! Parameters that an attribute takes apart in the body, as another attribute
//! on the same function finds them.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, FnArg, Pat, PatType, Signature};

/// The parameters that were taken apart: their positions, and the names that
/// hold them as a whole.
pub(crate) type Wholes = HashMap<usize, Ident>;

/// The name that holds a parameter as a whole.
pub(crate) fn whole(position: usize) -> Ident {
    format_ident!("arg_{position}", span = Span::mixed_site())
}

/// What stands in the signature instead: for rustdoc, what it was.
///
/// Input: `(a, _): (A, B)`
///
/// Output: `#[cfg(doc)] (a, _): (A, B), #[cfg(not(doc))] arg_0: (A, B)`
pub(crate) fn input(typed: &PatType, attrs: &[Attribute], whole: &Ident) -> TokenStream {
    let PatType { pat, ty, .. } = typed;
    quote! {
        #(#attrs)* #[cfg(doc)] #pat: #ty,
        #(#attrs)* #[cfg(not(doc))] #whole: #ty
    }
}

/// Undoes [`input`].
pub(crate) fn reunite(sig: &mut Signature) -> Wholes {
    let mut wholes = Wholes::new();
    let mut inputs = std::mem::take(&mut sig.inputs).into_iter().peekable();
    while let Some(mut input) = inputs.next() {
        if let (FnArg::Typed(typed), Some(FnArg::Typed(next))) = (&mut input, inputs.peek()) {
            if let Some(whole) = whole_of(typed, next, sig.inputs.len()) {
                wholes.insert(sig.inputs.len(), whole);
                typed.attrs.pop();
                inputs.next();
            }
        }
        sig.inputs.push(input);
    }
    wholes
}

/// The name that `next` gives to `typed` as a whole.
fn whole_of(typed: &PatType, next: &PatType, position: usize) -> Option<Ident> {
    let ends_with = |param: &PatType, cfg: TokenStream| {
        let last = param.attrs.last();
        last.is_some_and(|attr| attr.to_token_stream().to_string() == cfg.to_string())
    };
    match &*next.pat {
        Pat::Ident(pat)
            if pat.ident == whole(position)
                && ends_with(typed, quote!(#[cfg(doc)]))
                && ends_with(next, quote!(#[cfg(not(doc))])) =>
        {
            Some(pat.ident.clone())
        }
        _ => None,
    }
}
