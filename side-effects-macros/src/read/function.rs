//! A function as the attributes take it apart: its body is never parsed.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Signature, Token, Visibility, braced, token};

use crate::read::destructured::{self, Wholes};

/// A function, a method, or a method of a trait.
pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    /// `default`, of a specialized impl.
    pub(crate) defaultness: Option<Ident>,
    pub(crate) sig: Signature,
    pub(crate) wholes: Wholes,
    pub(crate) body: Option<Body>,
}

pub(crate) struct Body {
    pub(crate) brace: token::Brace,
    pub(crate) inner_attrs: Vec<Attribute>,
    pub(crate) statements: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let ahead = input.fork();
        let is_default = ahead.parse::<Ident>().is_ok_and(|ident| ident == "default");
        let defaultness = if is_default {
            Some(input.parse()?)
        } else {
            None
        };
        let mut sig = input.parse()?;
        let wholes = destructured::reunite(&mut sig);
        let body = if input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
            None
        } else {
            let content;
            Some(Body {
                brace: braced!(content in input),
                inner_attrs: content.call(Attribute::parse_inner)?,
                statements: content.parse()?,
            })
        };
        Ok(Self {
            attrs,
            vis,
            defaultness,
            sig,
            wholes,
            body,
        })
    }
}

fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

impl Function {
    /// Parses the item under `#[attribute]`.
    pub(crate) fn under(attribute: &str, item: TokenStream) -> syn::Result<Self> {
        syn::parse2(item.clone()).map_err(|error| {
            // What has no `fn` before its body is not a broken function.
            let head: TokenStream = (item.into_iter())
                .take_while(|token| !matches!(token.to_string().as_str(), ":" | "=" | ";"))
                .take_while(|token| !is_block(token))
                .collect();
            let is_function = head
                .clone()
                .into_iter()
                .any(|token| token.to_string() == "fn");
            if is_function {
                error
            } else {
                syn::Error::new_spanned(head, format!("`#[{attribute}]` belongs on a function"))
            }
        })
    }

    /// The function with other parameters and statements.
    pub(crate) fn with(
        &self,
        inputs: &[TokenStream],
        body: &Body,
        statements: &TokenStream,
    ) -> TokenStream {
        let Self {
            attrs,
            vis,
            defaultness,
            sig,
            ..
        } = self;
        let Signature {
            constness,
            asyncness,
            safety,
            abi,
            fn_token,
            ident,
            generics,
            paren_token,
            variadic,
            output,
            ..
        } = sig;
        let mut tokens = quote! {
            #(#attrs)* #vis #defaultness
            #constness #asyncness #safety #abi #fn_token #ident #generics
        };
        paren_token.surround(&mut tokens, |tokens| {
            tokens.append_all(quote!(#(#inputs),* #variadic));
        });
        output.to_tokens(&mut tokens);
        generics.where_clause.to_tokens(&mut tokens);
        body.brace.surround(&mut tokens, |tokens| {
            tokens.append_all(&body.inner_attrs);
            statements.to_tokens(tokens);
        });
        tokens
    }
}
