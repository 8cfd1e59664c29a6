//! The calls of the core crate's `Probe`, whose methods are chosen by type.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// Where those calls are written: `private` is the core crate's module for
/// expansions.
pub(crate) struct Probes<'a> {
    pub(crate) private: &'a TokenStream,
}

impl Probes<'_> {
    /// Brings the methods into scope, and no names.
    pub(crate) fn import(&self) -> TokenStream {
        let private = self.private;
        quote_spanned! {Span::mixed_site()=>
            #[allow(unused_imports)]
            use #private::by_type::*;
        }
    }

    /// A probe for a type.
    pub(crate) fn of_type(&self, ty: impl quote::ToTokens) -> TokenStream {
        let private = self.private;
        quote_spanned!(Span::mixed_site()=> #private::Probe::<#ty>::TYPE)
    }

    /// A probe for the type behind a reference.
    pub(crate) fn of(&self, reference: &TokenStream) -> TokenStream {
        let private = self.private;
        quote_spanned!(Span::mixed_site()=> #private::Probe::of(#reference))
    }

    /// The probe without an outer reference.
    pub(crate) fn of_referent(&self, probe: &TokenStream) -> TokenStream {
        quote_spanned!(Span::mixed_site()=> (&&#probe).of_referent())
    }

    /// The `TypeFacts`.
    pub(crate) fn facts(&self, probe: &TokenStream) -> TokenStream {
        quote_spanned! {Span::mixed_site()=>
            {
                let probe = #probe;
                probe.facts((&&probe).target(), (&&probe).is_sync())
            }
        }
    }

    /// The value behind a reference, erased.
    pub(crate) fn erase(&self, reference: &TokenStream) -> TokenStream {
        let private = self.private;
        quote_spanned! {Span::mixed_site()=>
            {
                let value = #reference;
                (&&#private::Probe::of(value)).erase(value)
            }
        }
    }

    /// The same for what may be a reference to a reference.
    pub(crate) fn erase_referent(&self, reference: &TokenStream) -> TokenStream {
        let private = self.private;
        let referent = quote_spanned! {Span::mixed_site()=>
            {
                let outer = #reference;
                (&&#private::Probe::of(outer)).referent(outer)
            }
        };
        self.erase(&referent)
    }
}
