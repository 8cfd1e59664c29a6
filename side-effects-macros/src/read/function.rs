//! A function as the attributes take it apart: its body is never parsed.

use std::collections::HashMap;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, FnArg, Signature, Token, Visibility, token};

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
    /// All before the body, as it was written.
    head: TokenStream,
    /// The text of the signature, as it was written. `None` where a parameter has
    /// attributes.
    pub(crate) written_signature: Option<String>,
    /// Whether its tokens mention `Self`, which only methods and associated
    /// functions can (and items inside of others).
    pub(crate) mentions_self_type: bool,
}

pub(crate) struct Body {
    pub(crate) brace: token::Brace,
    pub(crate) inner_attrs: Vec<Attribute>,
    pub(crate) statements: TokenStream,
}

/// The parameters that are written otherwise, by position.
pub(crate) type Changed = HashMap<usize, TokenStream>;

impl Body {
    /// Other statements, in the braces of this one.
    fn surround(&self, tokens: &mut TokenStream, statements: TokenStream) {
        self.brace.surround(tokens, |tokens| {
            if self.inner_attrs.is_empty() {
                *tokens = statements;
            } else {
                tokens.append_all(&self.inner_attrs);
                tokens.extend(statements);
            }
        });
    }

    /// Takes the body off the end of a function, without a look at what is in it:
    /// syn would copy all of that.
    fn take(item: &mut Vec<TokenTree>) -> syn::Result<Option<Self>> {
        let Some(group) = item.last().and_then(block) else {
            return Ok(None);
        };
        item.pop();
        let mut statements = group.stream();
        let mut inner_attrs = Vec::new();
        if matches!(statements.clone().into_iter().next(), Some(TokenTree::Punct(hash)) if hash.as_char() == '#')
        {
            let parser = |input: ParseStream<'_>| {
                let attrs = input.call(Attribute::parse_inner)?;
                Ok((attrs, input.parse()?))
            };
            (inner_attrs, statements) = parser.parse2(statements)?;
        }
        Ok(Some(Self {
            brace: token::Brace(group.delim_span()),
            inner_attrs,
            statements,
        }))
    }
}

/// The block that a token is, perhaps one that a macro was given as a `block`.
fn block(token: &TokenTree) -> Option<Group> {
    let TokenTree::Group(group) = token else {
        return None;
    };
    match group.delimiter() {
        Delimiter::Brace => Some(group.clone()),
        Delimiter::None => {
            let mut tokens = group.stream().into_iter();
            let only = tokens.next().filter(|_| tokens.next().is_none())?;
            block(&only)
        }
        Delimiter::Parenthesis | Delimiter::Bracket => None,
    }
}

/// What of the head of a function stands behind its attributes and its visibility.
fn signature_of(head: &[TokenTree]) -> TokenStream {
    let is_before = |token: &&TokenTree| match token {
        TokenTree::Ident(word) => *word == "pub" || *word == "default",
        _ => true,
    };
    head.iter().skip_while(is_before).cloned().collect()
}

/// Whether tokens mention `Self`.
fn mentions_self_type(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions_self_type(group.stream()),
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// A function without its body.
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
        input.parse::<Option<Token![;]>>()?;
        Ok(Self {
            attrs,
            vis,
            defaultness,
            sig,
            wholes,
            body: None,
            head: TokenStream::new(),
            written_signature: None,
            mentions_self_type: false,
        })
    }
}

impl Function {
    /// Parses the item under `#[attribute]`.
    pub(crate) fn under(attribute: &str, item: TokenStream) -> syn::Result<Self> {
        Self::parse(item.clone()).map_err(|error| {
            // What has no `fn` before its body is not a broken function.
            let head: TokenStream = (item.into_iter())
                .take_while(|token| !matches!(token.to_string().as_str(), ":" | "=" | ";"))
                .take_while(|token| block(token).is_none())
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

    fn parse(item: TokenStream) -> syn::Result<Self> {
        let mut head: Vec<_> = item.clone().into_iter().collect();
        let body = Body::take(&mut head)?;
        // Tokens as a text are a matter for rustc, and fast.
        let signature = signature_of(&head).to_string();
        let statements = body.as_ref().map(|body| body.statements.to_string());
        let may_mention_self = signature.contains("Self")
            || statements.is_some_and(|statements| statements.contains("Self"));
        let head = TokenStream::from_iter(head);
        let function: Self = syn::parse2(head.clone())?;
        Ok(Self {
            body,
            mentions_self_type: may_mention_self && mentions_self_type(item),
            head,
            written_signature: function.is_as_written().then_some(signature),
            ..function
        })
    }

    /// Whether the signature is what the user wrote, and only that.
    fn is_as_written(&self) -> bool {
        let has_attrs = |input: &FnArg| match input {
            FnArg::Receiver(receiver) => !receiver.attrs.is_empty(),
            FnArg::Typed(typed) => !typed.attrs.is_empty(),
        };
        self.wholes.is_empty() && !self.sig.inputs.iter().any(has_attrs)
    }

    /// The function with other statements, and other parameters at some positions.
    pub(crate) fn with(
        &self,
        changed: &Changed,
        body: &Body,
        statements: TokenStream,
    ) -> TokenStream {
        if !changed.is_empty() {
            return self.with_inputs(changed, body, statements);
        }
        let mut tokens = self.head.clone();
        body.surround(&mut tokens, statements);
        tokens
    }

    /// The same, with the signature as it is now.
    pub(crate) fn with_inputs(
        &self,
        changed: &Changed,
        body: &Body,
        statements: TokenStream,
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
            inputs,
            paren_token,
            variadic,
            output,
        } = sig;
        let mut tokens = quote! {
            #(#attrs)* #vis #defaultness
            #constness #asyncness #safety #abi #fn_token #ident #generics
        };
        paren_token.surround(&mut tokens, |tokens| {
            for (position, input) in inputs.pairs().enumerate() {
                match changed.get(&position) {
                    Some(changed) => {
                        changed.to_tokens(tokens);
                        input.punct().to_tokens(tokens);
                    }
                    None => input.to_tokens(tokens),
                }
            }
            variadic.to_tokens(tokens);
        });
        output.to_tokens(&mut tokens);
        generics.where_clause.to_tokens(&mut tokens);
        body.surround(&mut tokens, statements);
        tokens
    }
}
