//! What an `async` block returns.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{ReturnType, Signature, Type, parse_quote_spanned};

use crate::errors::mixed_at;

/// The type that a function returns.
pub(crate) fn returned(sig: &Signature) -> Type {
    match &sig.output {
        ReturnType::Default => {
            let end = sig.paren_token.span.close();
            parse_quote_spanned!(mixed_at(end)=> ())
        }
        ReturnType::Type(_, ty) => (**ty).clone(),
    }
}

/// Tells the compiler what the `async` block returns in which this stands
/// first: there is no syntax for it.
pub(crate) fn anchor(output: &Type) -> TokenStream {
    // Where the compiler says that it knows the type from here.
    quote_spanned! {mixed_at(output.span())=>
        #[allow(unreachable_code, clippy::diverging_sub_expression)]
        if let ::core::option::Option::Some(result) = ::core::option::Option::None::<#output> {
            return result;
        }
    }
}
