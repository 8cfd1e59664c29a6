//! A place that fires, as the linker sees it, and what is kept for it.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// The static of an origin or a `fire!`, whose `OriginEntry` has these `args`.
pub(crate) fn callsite(args: &TokenStream) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        side_effects_private::callsite! { #args }
    }
}
