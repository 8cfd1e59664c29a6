//! The return type of an `async` block.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Type;

/// Tells the compiler what the `async` block returns in which this stands first: there
/// is no syntax for it. `at` is where the compiler says that it knows the type from,
/// and `private` is the module of all that an expansion touches, located there.
pub(crate) fn annotate(output: &Type, at: Span, private: &impl ToTokens) -> TokenStream {
    quote_spanned! {at=>
        if false {
            return #private::never::<#output>();
        }
    }
}
