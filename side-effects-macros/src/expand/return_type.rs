//! The return type of an `async` block.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Type;

/// Tells the compiler what the `async` block returns in which this stands
/// first: there is no syntax for it. `at` is where the compiler says that it knows the
/// type from here, and `option` is where `Some` and `None` are.
pub(crate) fn annotate(output: &Type, at: Span, option: &impl ToTokens) -> TokenStream {
    quote_spanned! {at=>
        if let #option::Some(result) = #option::None::<#output> {
            return result;
        }
    }
}
