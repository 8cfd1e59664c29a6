//! A place that fires, as the linker sees it, and what is kept for it.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::read::args::Crate;
use crate::read::errors::mixed_at;
use crate::read::label::Label;

/// The statics of an origin or a `fire!`, whose `OriginEntry` has these `args`.
pub(crate) fn callsite(krate: &Crate, label: &Label, args: &TokenStream) -> TokenStream {
    let (private, path) = (krate.private(), krate.path());
    // At the label, should it be empty.
    let at = mixed_at(label.span());
    let new = krate.private_at(at);
    let entry = quote_spanned!(at=> #new::OriginEntry::new(#args));
    quote_spanned! {Span::mixed_site()=>
        #[#path::linkme::distributed_slice(#path::SIDE_EFFECTS_ORIGINS)]
        #[linkme(crate = #path::linkme)]
        static __SIDE_EFFECTS_ENTRY: &#private::OriginEntry = &__SIDE_EFFECTS_ORIGIN;
        static __SIDE_EFFECTS_ORIGIN: #private::OriginEntry = #entry;
        static __SIDE_EFFECTS_CALLSITE: #private::Callsite =
            #private::Callsite::new(&__SIDE_EFFECTS_ORIGIN);
    }
}
