//! How an expansion refers to a parameter.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};

use crate::read::errors::mixed_at;

/// An expression that refers to a value.
pub(crate) struct Reference {
    tokens: TokenStream,
    /// Where the compiler points if it has something to say of the value.
    pub(crate) at: Span,
}

impl Reference {
    /// What the parameter is, which is a reference by itself.
    pub(super) fn itself(ident: &Ident) -> Self {
        Self {
            tokens: ident.to_token_stream(),
            at: mixed_at(ident.span()),
        }
    }

    /// `&db`
    pub(super) fn to(ident: &impl ToTokens, at: Span) -> Self {
        Self {
            tokens: quote_spanned!(at=> &#ident),
            at,
        }
    }

    /// `&*db`
    pub(super) fn through(ident: &impl ToTokens, at: Span) -> Self {
        Self {
            tokens: quote_spanned!(at=> &*#ident),
            at,
        }
    }
}

impl ToTokens for Reference {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}
