//! Where the compiler points.

use proc_macro2::{Span, TokenStream, TokenTree};

/// Puts the tokens of a path where a mistake is to be shown, and leaves what
/// they refer to.
pub(crate) fn located(path: TokenStream, at: Span) -> TokenStream {
    let locate = |mut token: TokenTree| {
        token.set_span(token.span().located_at(at));
        token
    };
    path.into_iter().map(locate).collect()
}
