//! Which part of an origin's body the wrapper observes: all of it, or the
//! `async` block that it ends in.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::Pat;
use syn::parse::Parser;

use crate::analyze::moved_self::moves_self;
use crate::analyze::why::Why;

/// The part of the body that is observed. The parameters are moved into it.
pub(crate) enum Observed<'a> {
    /// The whole body.
    Body(&'a TokenStream),
    /// An `async` block, behind other tokens.
    Block {
        before: &'a TokenStream,
        block: TokenStream,
    },
}

impl Observed<'_> {
    /// Whether `self`, a `&mut`, may be gone when it has run.
    pub(crate) fn moves_self(&self) -> bool {
        match self {
            Self::Body(body) => moves_self((*body).clone()),
            // It is renamed.
            Self::Block { block, .. } => mentions(block, "fn") || formats(block, "self"),
        }
    }

    /// The pattern that a parameter is taken apart with in the block, if
    /// `#[async_trait]` has put it there.
    ///
    /// Input: `let State(db) = { let __arg1 = __arg1; __arg1 };`
    ///
    /// Output: `State(db)`
    pub(crate) fn pattern(&self, param: &Ident) -> Option<Pat> {
        let Self::Block { block, .. } = self else {
            return None;
        };
        if !param.to_string().starts_with("__arg") {
            return None;
        }
        let value = quote!(let #param = #param; #param).to_string();
        let tokens: Vec<TokenTree> = block.clone().into_iter().collect();
        let is_value = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.stream().to_string() == value);
        let before = &tokens[..tokens.iter().position(is_value)?];
        let is_let = |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if ident == "let");
        let statement = &before[before.iter().rposition(is_let)?..];
        let [_let, pattern @ .., _equals] = statement else {
            return None;
        };
        let pattern = pattern.iter().cloned().collect();
        Pat::parse_multi.parse2(pattern).ok()
    }

    /// Why a parameter is not there for handlers when a block observed: if the block
    /// does not use it, it does not have it, and what was used before is no
    /// longer what it was, perhaps.
    pub(crate) fn why_not(&self, name: &str) -> Option<Why> {
        match self {
            Self::Body(_) => None,
            Self::Block { before, block } => {
                if !mentions(block, name) && !formats(block, name) {
                    Some(Why::NotInFuture)
                } else if mentions(before, name) {
                    Some(Why::UsedBefore)
                } else {
                    None
                }
            }
        }
    }
}

fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Whether there is a `"{name}"`.
fn formats(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => formats(&group.stream(), name),
        TokenTree::Literal(literal) => literal.to_string().contains(&format!("{{{name}")),
        TokenTree::Ident(_) | TokenTree::Punct(_) => false,
    })
}

/// The tokens with another name for `self`.
pub(crate) fn rename_self(tokens: TokenStream, name: &Ident) -> TokenStream {
    let rename = |token| match token {
        TokenTree::Group(group) => {
            let mut renamed = Group::new(group.delimiter(), rename_self(group.stream(), name));
            renamed.set_span(group.span());
            TokenTree::Group(renamed)
        }
        TokenTree::Ident(ident) if ident == "self" => {
            let mut renamed = name.clone();
            renamed.set_span(name.span().located_at(ident.span()));
            TokenTree::Ident(renamed)
        }
        other => other,
    };
    tokens.into_iter().map(rename).collect()
}
