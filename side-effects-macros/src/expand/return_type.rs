//! The return type of an `async` block.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Type;
use syn::spanned::Spanned;

use crate::read::errors::mixed_at;

/// Tells the compiler what the `async` block returns in which this stands
/// first: there is no syntax for it. `option` is where `Some` and `None` are.
pub(crate) fn annotate(output: &Type, option: &TokenStream) -> TokenStream {
    // Where the compiler says that it knows the type from here.
    quote_spanned! {mixed_at(output.span())=>
        if let #option::Some(result) = #option::None::<#output> {
            return result;
        }
    }
}
