//! What an `async` block returns.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{ReturnType, Type, parse_quote};

/// The type that a function returns.
pub(crate) fn returned(output: &ReturnType) -> Type {
    match output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, ty) => (**ty).clone(),
    }
}

/// Tells the compiler what the `async` block returns in which this stands
/// first: there is no syntax for it.
pub(crate) fn anchor(output: &Type) -> TokenStream {
    // Where the compiler says that it knows the type from here.
    let span = Span::mixed_site().located_at(output.span());
    quote_spanned! {span=>
        #[allow(unreachable_code, clippy::diverging_sub_expression)]
        if let ::core::option::Option::Some(result) = ::core::option::Option::None::<#output> {
            return result;
        }
    }
}
