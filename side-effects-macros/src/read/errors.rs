//! Several mistakes are reported at once, and the item survives them.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

/// Mistakes that do not keep each other from being found.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    pub(crate) fn add(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// A mistake that these tokens are.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    /// The value, unless it is a mistake.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    pub(crate) fn finish(self) -> syn::Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

/// The expansion, or else the mistakes and the item as it was: a function that
/// is gone would be fifty mistakes more.
pub(crate) fn or_untouched(
    item: proc_macro::TokenStream,
    expand: impl FnOnce(TokenStream) -> syn::Result<TokenStream>,
) -> proc_macro::TokenStream {
    let item = TokenStream::from(item);
    let expanded = expand(item.clone()).unwrap_or_else(|error| {
        let mut tokens = error.into_compile_error();
        tokens.extend(item);
        tokens
    });
    expanded.into()
}

/// The span of generated tokens that the compiler may have to say something
/// of: it points to `span` then.
pub(crate) fn mixed_at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// The same for a path. What is not found is said once, where it is written:
/// its names stay where they are, but for the last.
pub(crate) fn located_at(span: Span, path: &TokenStream) -> TokenStream {
    let mut located: Vec<_> = path.clone().into_iter().collect();
    let last = located.len().saturating_sub(1);
    for (position, token) in located.iter_mut().enumerate() {
        let is_name = matches!(token, TokenTree::Ident(_)) && token.to_string() != "$crate";
        if position == last || !is_name {
            token.set_span(token.span().located_at(span));
        }
    }
    located.into_iter().collect()
}
