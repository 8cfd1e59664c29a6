//! The calls of the core crate's `Probe`, whose methods are chosen by type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::analyze::params::Taken;
use crate::read::errors::{located_at, mixed_at};

/// Where those calls are written: `private` is the core crate's module for
/// expansions.
pub(crate) struct Probes<'a> {
    pub(crate) private: &'a TokenStream,
}

impl Probes<'_> {
    /// A probe for a type.
    pub(crate) fn of_type(&self, ty: impl ToTokens) -> TokenStream {
        let (at, private) = self.at(&ty);
        quote_spanned!(at=> #private::Probe::<#ty>::TYPE)
    }

    /// A probe for the type behind a reference.
    pub(crate) fn of(&self, reference: &TokenStream) -> TokenStream {
        let (at, private) = self.at(reference);
        quote_spanned!(at=> #private::Probe::of(#reference))
    }

    /// A probe for the type of what a pattern binds: the result of a closure that
    /// is never called.
    pub(crate) fn of_taken(&self, taken: &Taken) -> TokenStream {
        let Taken { from, reference } = taken;
        let (at, private) = self.at(reference);
        let probe = self.of(reference);
        quote_spanned! {at=>
            #private::Probe::of_result(
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
    pub(crate) fn of_referent(&self, probe: &TokenStream) -> TokenStream {
        let (at, _) = self.at(probe);
        quote_spanned!(at=> (&&#probe).probe_of_referent())
    }

    /// The `TypeFacts`.
    pub(crate) fn facts(&self, probe: &TokenStream) -> TokenStream {
        let (at, _) = self.at(probe);
        quote_spanned! {at=>
            { let probe = #probe; (&&&&probe).probe_keeping((&&&&probe).probe_facts()) }
        }
    }

    /// The value behind a reference, cloned, if that can be done. The reference
    /// is written twice: it has to be a place, and no call.
    pub(crate) fn copied(&self, reference: &TokenStream) -> TokenStream {
        let (at, private) = self.at(reference);
        quote_spanned!(at=> (&&#private::Probe::of(#reference)).probe_copied(#reference))
    }

    /// The value behind what may be a reference to a reference.
    pub(crate) fn local_referent(&self, reference: &TokenStream) -> TokenStream {
        let (at, private) = self.at(reference);
        let referent = self.referent(reference);
        quote_spanned!(at=> #private::local(#referent))
    }

    /// A reference without what may be a second one.
    pub(crate) fn referent(&self, reference: &TokenStream) -> TokenStream {
        let (at, private) = self.at(reference);
        quote_spanned!(at=> (&&#private::Probe::of(#reference)).probe_referent(#reference))
    }

    /// The value behind a reference.
    pub(crate) fn local(&self, reference: &TokenStream) -> TokenStream {
        let (at, private) = self.at(reference);
        quote_spanned!(at=> #private::local(#reference))
    }

    /// What is asked of a type: which threads may look at its values, what they
    /// dereference to, and how they are made owned, and shown.
    pub(crate) fn seen(&self, ty: impl ToTokens) -> TokenStream {
        let (at, private) = self.at(&ty);
        quote_spanned! {at=>
            #private::Probe::<#ty>::PROBE_SHARED,
            #private::Probe::<#ty>::PROBE_TARGET,
            #private::Probe::<#ty>::PROBE_OWN,
            #private::Probe::<#ty>::PROBE_SHOW
        }
    }

    /// How a type is cloned, if it can be.
    pub(crate) fn clone(&self, ty: impl ToTokens) -> TokenStream {
        let (at, private) = self.at(&ty);
        quote_spanned!(at=> #private::Probe::<#ty>::PROBE_CLONE)
    }

    /// What stands before a type that has these names in it.
    pub(crate) fn gate(&self, doubtful: &[Ident]) -> Option<TokenStream> {
        let private = self.private;
        (!doubtful.is_empty()).then(|| {
            quote_spanned! {Span::mixed_site()=>
                #private::Probe::<(#(#private::PhantomData<#doubtful>,)*)>::PROBE_GATE
            }
        })
    }

    /// What the compiler has to say of a call, such as that something does not
    /// live long enough, is to point to these tokens.
    fn at(&self, tokens: &impl ToTokens) -> (Span, TokenStream) {
        let at = mixed_at(tokens.span());
        (at, located_at(at, self.private))
    }
}
