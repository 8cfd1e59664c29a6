//! What ties origins and handlers together, as it is written.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Path, Token};

use crate::read::args::Crate;
use crate::read::errors::mixed_at;

/// `"label"` or `path::to::LABEL`.
pub(crate) enum Label {
    Literal(LitStr),
    Path(Path),
    /// Stands for one that is an error.
    Broken,
}

impl Label {
    /// There is none, and there must be.
    pub(crate) fn missing(attribute: &str) -> syn::Error {
        syn::Error::new(
            Span::call_site(),
            format!(
                "which label? Write `#[{attribute}(\"update_profile\")]`, or the path of a `const`"
            ),
        )
    }

    /// The label, for an expansion. An empty `const` stops the compilation, at the
    /// label; that a literal is not empty is known.
    pub(crate) fn checked(&self, krate: &Crate) -> TokenStream {
        match self {
            Self::Literal(_) | Self::Broken => self.to_token_stream(),
            Self::Path(path) => {
                let at = mixed_at(path.span());
                let private = krate.private_at(at);
                // In constants of its own, so that a mistake is reported once.
                quote_spanned! {at=>
                    {
                        const __SIDE_EFFECTS_LABEL: &'static str = #path;
                        const _: () = #private::Facts::check_label(__SIDE_EFFECTS_LABEL);
                        __SIDE_EFFECTS_LABEL
                    }
                }
            }
        }
    }

    pub(crate) fn text(&self) -> String {
        self.to_token_stream().to_string()
    }
}

impl Parse for Label {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        const FORMS: &str = "a label is a string, such as \"update_profile\", or the path of a \
                             `const` that is one";
        if input.peek(LitStr) {
            let literal: LitStr = input.parse()?;
            if literal.value().trim().is_empty() {
                let message = "the label is empty: name what happens, as in \"update_profile\"";
                return Err(syn::Error::new_spanned(literal, message));
            }
            return Ok(Self::Literal(literal));
        }
        let is_path = input.peek(Ident::peek_any) || input.peek(Token![::]);
        if !is_path || input.peek(syn::LitBool) {
            return Err(input.error(FORMS));
        }
        let path = input.call(Path::parse_mod_style)?;
        if input.peek(Token![!]) {
            return Err(syn::Error::new_spanned(path, FORMS));
        }
        if path.segments[0].ident == "Self" {
            let message = "a label cannot be reached through `Self`: write the name of the type, \
                           or use a `const` of the module";
            return Err(syn::Error::new_spanned(path, message));
        }
        Ok(Self::Path(path))
    }
}

impl ToTokens for Label {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(literal) => literal.to_tokens(tokens),
            Self::Path(path) => path.to_tokens(tokens),
            Self::Broken => quote!("").to_tokens(tokens),
        }
    }
}
