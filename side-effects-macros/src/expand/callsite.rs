//! A place that fires, as the linker sees it, and what is kept for it.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::read::args::Crate;
use crate::read::errors::mixed_at;
use crate::read::label::Label;

/// The static of an origin or a `fire!`, whose `OriginEntry` has these `args`.
pub(crate) fn callsite(krate: &Crate, label: &Label, args: &TokenStream) -> TokenStream {
    let private = krate.private();
    // At the label, should it be empty.
    let at = mixed_at(label.span());
    let new = krate.private_at(at);
    let entry = quote_spanned!(at=> #new::OriginEntry::new(#args));
    quote_spanned!(Span::mixed_site()=> #private::callsite! { #entry })
}
