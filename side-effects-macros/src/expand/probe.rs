//! The calls of the core crate's `Probe`, whose methods are chosen by type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::analyze::params::Taken;
use crate::read::errors::mixed_at;

/// A probe for a type.
pub(crate) fn of_type(ty: impl ToTokens) -> TokenStream {
    let at = at(&ty);
    quote_spanned!(at=> __SideEffectsProbe::<#ty>::TYPE)
}

/// A probe for the type behind a reference.
pub(crate) fn of(reference: &TokenStream) -> TokenStream {
    let at = at(reference);
    quote_spanned!(at=> __side_effects_probe(#reference))
}

/// A probe for the type of what a pattern binds: the result of a closure that
/// is never called.
pub(crate) fn of_taken(taken: &Taken) -> TokenStream {
    let Taken { from, reference } = taken;
    let at = at(reference);
    let probe = of(reference);
    quote_spanned! {at=>
        __SideEffectsProbe::of_result(
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

/// The probe without an outer reference.
pub(crate) fn of_referent(probe: &TokenStream) -> TokenStream {
    let at = at(&probe);
    quote_spanned!(at=> (&&#probe).probe_of_referent())
}

/// The `TypeFacts`.
pub(crate) fn facts(probe: &TokenStream) -> TokenStream {
    let at = at(&probe);
    quote_spanned! {at=>
        { let probe = #probe; (&&&&probe).probe_keeping((&&&&probe).probe_facts()) }
    }
}

/// The value behind a reference, cloned, if that can be done. The reference
/// is written twice: it has to be a place, and no call.
pub(crate) fn copied(reference: &TokenStream) -> TokenStream {
    let at = at(reference);
    quote_spanned!(at=> (&&__side_effects_probe(#reference)).probe_copied(#reference))
}

/// The value behind what may be a reference to a reference.
pub(crate) fn local_referent(reference: &TokenStream) -> TokenStream {
    let at = at(reference);
    let referent = referent(reference);
    quote_spanned!(at=> __side_effects_local(#referent))
}

/// A reference without what may be a second one.
pub(crate) fn referent(reference: &TokenStream) -> TokenStream {
    let at = at(reference);
    quote_spanned!(at=> (&&__side_effects_probe(#reference)).probe_referent(#reference))
}

/// The value behind a reference.
pub(crate) fn local(reference: &TokenStream) -> TokenStream {
    let at = at(reference);
    quote_spanned!(at=> __side_effects_local(#reference))
}

/// What is asked of a type: which threads may look at its values, what they
/// dereference to, and how they are made owned, and shown.
pub(crate) fn seen(ty: impl ToTokens) -> TokenStream {
    let at = at(&ty);
    quote_spanned! {at=>
        __SideEffectsProbe::<#ty>::PROBE_SHARED,
        __SideEffectsProbe::<#ty>::PROBE_TARGET,
        __SideEffectsProbe::<#ty>::PROBE_OWN,
        __SideEffectsProbe::<#ty>::PROBE_SHOW
    }
}

/// How a type is cloned, if it can be.
pub(crate) fn clone(ty: impl ToTokens) -> TokenStream {
    let at = at(&ty);
    quote_spanned!(at=> __SideEffectsProbe::<#ty>::PROBE_CLONE)
}

/// What stands before a type that has these names in it.
pub(crate) fn gate(doubtful: &[Ident]) -> Option<TokenStream> {
    (!doubtful.is_empty()).then(|| {
        quote_spanned! {Span::mixed_site()=>
            __SideEffectsProbe::<(#(side_effects_private::PhantomData<#doubtful>,)*)>::PROBE_GATE
        }
    })
}

/// What the compiler has to say of a call, such as that something does not live
/// long enough, is to point to these tokens.
fn at(tokens: &impl ToTokens) -> Span {
    mixed_at(tokens.span())
}
