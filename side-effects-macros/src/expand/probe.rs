//! The calls of the core crate's `Probe`, whose methods are chosen by type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::analyze::params::Taken;
use crate::read::errors::mixed_at;

/// A probe for a type.
pub(crate) fn of_type(ty: impl ToTokens) -> TokenStream {
    let at = at(&ty);
    quote_spanned!(at=> __side_effects_of::<#ty>())
}

/// A probe for the type behind a reference.
pub(crate) fn of(reference: &TokenStream) -> TokenStream {
    let at = at(reference);
    quote_spanned!(at=> side_effects_private::probe(#reference))
}

/// A probe for the type of what a pattern binds: the result of a closure that
/// is never called.
pub(crate) fn of_taken(taken: &Taken) -> TokenStream {
    let Taken { from, reference } = taken;
    let at = at(reference);
    let probe = of(reference);
    quote_spanned! {at=>
        side_effects_private::of_result(
            #[allow(
                unused_mut,
                unused_variables,
                clippy::pattern_type_mismatch,
                clippy::used_underscore_binding
            )]
            |#from| #probe
        )
    }
}

/// What handlers see of a type.
pub(crate) fn offer(probe: &TokenStream) -> TokenStream {
    let at = at(&probe);
    quote_spanned!(at=> #probe.probe_facts().probe_keeping())
}

/// The value behind a reference, of which something is made that its type decides.
pub(crate) fn given(reference: &TokenStream) -> TokenStream {
    let at = at(reference);
    quote_spanned!(at=> __side_effects_given(#reference))
}

/// The value behind a reference.
pub(crate) fn local(reference: &TokenStream) -> TokenStream {
    let at = at(reference);
    quote_spanned!(at=> __side_effects_local(#reference))
}

/// The value behind what may be a reference to a reference.
pub(crate) fn local_referent(reference: &TokenStream) -> TokenStream {
    let given = given(reference);
    let at = at(reference);
    local(&quote_spanned!(at=> #given.probe_referent()))
}

/// What stands before a type that has these names in it.
pub(crate) fn gate(doubtful: &[Ident]) -> Option<TokenStream> {
    (!doubtful.is_empty()).then(|| {
        quote_spanned! {Span::mixed_site()=>
            __side_effects_of::<(#(side_effects_private::PhantomData<#doubtful>,)*)>().probe_gate()
        }
    })
}

/// What the compiler has to say of a call, such as that something does not live
/// long enough, is to point to these tokens.
fn at(tokens: &impl ToTokens) -> Span {
    mixed_at(tokens.span())
}
