//! What kind of function an origin is: when its body runs, and when it is done.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{
    AssocType, GenericArgument, Ident, PathSegment, ReturnType, Signature, Type, TypePath,
    parse_quote_spanned,
};

use crate::analyze::observed::Observed;
use crate::read::errors::mixed_at;
use crate::read::function::Body;

pub(crate) enum Shape {
    /// The body runs when the function is called.
    Sync,
    /// The body runs when the function's future is polled.
    Async,
    /// The function is called, and what runs later is an `async` block at the
    /// end of its body.
    Future(AsyncBlock),
}

/// The body of a function that ends in `async move { … }`, or in
/// `Box::pin(async move { … })`, taken apart at that block.
pub(crate) struct AsyncBlock {
    /// All before the `async`, down to the `Box::pin`.
    pub(crate) before: TokenStream,
    /// `async`, or `async move`.
    pub(crate) keywords: TokenStream,
    pub(crate) block: Group,
    /// The parenthesis around the block, if there is one.
    boxed: Option<Group>,
    /// `.boxed()` behind it.
    after: TokenStream,
}

impl Shape {
    pub(crate) fn of(sig: &Signature, body: &Body) -> syn::Result<Self> {
        if sig.asyncness.is_some() {
            return Ok(Self::Async);
        }
        match AsyncBlock::at_the_end_of(&body.statements) {
            Some(block) => Ok(Self::Future(block)),
            None if returns_future(&sig.output) => Err(syn::Error::new_spanned(
                &sig.output,
                "this function returns a future, and its side effects fire when that is done: end \
                 the body with `async move { … }` or `Box::pin(async move { … })`, or make it an \
                 `async fn`",
            )),
            None => Ok(Self::Sync),
        }
    }

    pub(crate) fn is_async(&self) -> bool {
        !matches!(self, Self::Sync)
    }

    pub(crate) fn observed<'a>(&'a self, body: &'a Body) -> Observed<'a> {
        match self {
            Self::Sync | Self::Async => Observed::Body(&body.statements),
            Self::Future(block) => Observed::Block {
                before: &block.before,
                block: block.block.stream(),
            },
        }
    }

    /// What the origin returns in the end, where the tokens tell.
    pub(crate) fn output(&self, sig: &Signature) -> Option<Type> {
        match self {
            Self::Sync | Self::Async => Some(returned(sig)),
            Self::Future(_) => FutureFinder::of(&sig.output).output,
        }
    }
}

impl AsyncBlock {
    fn at_the_end_of(body: &TokenStream) -> Option<Self> {
        let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
        Self::plain(&tokens)
            .or_else(|| Self::in_pin(&tokens))
            .or_else(|| Self::with_boxed(&tokens))
    }

    /// `async { … }`, `async move { … }`
    fn plain(tokens: &[TokenTree]) -> Option<Self> {
        let [before @ .., TokenTree::Group(block)] = tokens else {
            return None;
        };
        let keywords = match before {
            [.., asyncness, capture] if is(asyncness, "async") && is(capture, "move") => 2,
            [.., asyncness] if is(asyncness, "async") => 1,
            _ => return None,
        };
        let (before, keywords) = before.split_at(before.len() - keywords);
        (block.delimiter() == Delimiter::Brace).then(|| Self {
            before: before.iter().cloned().collect(),
            keywords: keywords.iter().cloned().collect(),
            block: block.clone(),
            boxed: None,
            after: TokenStream::new(),
        })
    }

    /// `Box::pin(async move { … })`
    fn in_pin(tokens: &[TokenTree]) -> Option<Self> {
        let [before @ .., pin, TokenTree::Group(boxed)] = tokens else {
            return None;
        };
        if !is(pin, "pin") {
            return None;
        }
        let mut inside: Vec<TokenTree> = boxed.stream().into_iter().collect();
        if matches!(inside.last(), Some(TokenTree::Punct(comma)) if comma.as_char() == ',') {
            inside.pop();
        }
        let block = Self::plain(&inside).filter(|block| block.before.is_empty())?;
        Some(Self {
            before: before.iter().chain([pin]).cloned().collect(),
            boxed: Some(boxed.clone()),
            ..block
        })
    }

    /// `async move { … }.boxed()`
    fn with_boxed(tokens: &[TokenTree]) -> Option<Self> {
        let [block @ .., dot, boxed, parens] = tokens else {
            return None;
        };
        let is_call = matches!(dot, TokenTree::Punct(dot) if dot.as_char() == '.')
            && (is(boxed, "boxed") || is(boxed, "boxed_local"));
        let block = is_call.then(|| Self::plain(block))??;
        Some(Self {
            after: quote!(#dot #boxed #parens),
            ..block
        })
    }

    /// The body again, with other statements in the block.
    pub(crate) fn with(&self, statements: &TokenStream) -> TokenStream {
        let Self {
            before,
            keywords,
            block,
            boxed,
            after,
        } = self;
        let mut inner = Group::new(Delimiter::Brace, statements.clone());
        inner.set_span(block.span());
        let inner = quote!(#keywords #inner);
        let inner = match boxed {
            Some(parens) => {
                let mut boxed = Group::new(parens.delimiter(), inner);
                boxed.set_span(parens.span());
                boxed.into_token_stream()
            }
            None => inner,
        };
        quote!(#before #inner #after)
    }
}

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

fn is(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn returns_future(output: &ReturnType) -> bool {
    FutureFinder::of(output).found
}

/// Finds the future in a return type, and what it comes to.
#[derive(Default)]
struct FutureFinder {
    found: bool,
    output: Option<Type>,
}

impl FutureFinder {
    fn of(output: &ReturnType) -> Self {
        let mut finder = Self::default();
        if let ReturnType::Type(_, ty) = output {
            finder.visit_outer_type(ty);
        }
        finder
    }

    /// A future is the whole return value, or all that is in a `Pin<Box<_>>`.
    fn visit_outer_type(&mut self, ty: &Type) {
        match ty {
            Type::ImplTrait(ty) => ty
                .bounds
                .iter()
                .for_each(|bound| self.visit_type_param_bound(bound)),
            Type::TraitObject(ty) => ty
                .bounds
                .iter()
                .for_each(|bound| self.visit_type_param_bound(bound)),
            Type::Group(group) => self.visit_outer_type(&group.elem),
            Type::Paren(paren) => self.visit_outer_type(&paren.elem),
            Type::Path(TypePath { path, .. }) => {
                let Some(last) = path.segments.last() else {
                    return;
                };
                if is_one_of(&last.ident, &["Pin", "Box"]) {
                    type_args(last).for_each(|ty| self.visit_outer_type(ty));
                } else if is_one_of(&last.ident, &["BoxFuture", "LocalBoxFuture"]) {
                    self.found = true;
                    self.output = type_args(last).last().cloned();
                }
            }
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for FutureFinder {
    fn visit_path_segment(&mut self, segment: &'ast PathSegment) {
        if segment.ident == "Future" {
            self.found = true;
            visit::visit_path_segment(self, segment);
        }
    }

    fn visit_assoc_type(&mut self, assoc: &'ast AssocType) {
        if assoc.ident == "Output" {
            self.output = Some(assoc.ty.clone());
        }
    }
}

fn is_one_of(ident: &Ident, names: &[&str]) -> bool {
    names.iter().any(|name| ident == name)
}

fn type_args(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let args = match &segment.arguments {
        syn::PathArguments::AngleBracketed(args) => Some(&args.args),
        _ => None,
    };
    args.into_iter().flatten().filter_map(|arg| match arg {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(body: &str) -> Option<String> {
        let block = AsyncBlock::at_the_end_of(&body.parse().unwrap())?;
        assert_eq!(block.block.stream().to_string(), "x");
        Some(block.before.to_string())
    }

    #[test]
    fn the_block_at_the_end_is_found() {
        assert_eq!(before("async { x }").as_deref(), Some(""));
        assert_eq!(
            before("let a ; async move { x }").as_deref(),
            Some("let a ;")
        );
        assert_eq!(
            before("Box :: pin (async move { x })").as_deref(),
            Some("Box :: pin")
        );
        assert_eq!(
            before("return Box::pin(async { x } ,)").as_deref(),
            Some("return Box :: pin")
        );
        assert_eq!(before("async move { x } . boxed ()").as_deref(), Some(""));
    }

    #[test]
    fn other_blocks_are_not_taken_for_it() {
        assert!(before("spawn(async { x })").is_none());
        assert!(before("tokio::pin!(async { x })").is_none());
        assert!(before("async { x };").is_none());
        assert!(before("async { x }.await").is_none());
    }

    #[test]
    fn the_output_is_read_off_the_return_type() {
        for ty in [
            "impl Future<Output = u8>",
            "impl std::future::Future<Output = u8> + Send + 'static",
            "Pin<Box<dyn Future<Output = u8> + Send + 'async_trait>>",
            "::core::pin::Pin<Box<dyn ::core::future::Future<Output = u8>>>",
            "BoxFuture<'_, u8>",
        ] {
            let finder = FutureFinder::of(&syn::parse_str(&format!("-> {ty}")).unwrap());
            assert!(finder.found, "{ty}");
            assert_eq!(finder.output.to_token_stream().to_string(), "u8", "{ty}");
        }
        assert!(!returns_future(
            &syn::parse_str("-> Vec<Box<dyn Future<Output = u8>>>").unwrap()
        ));
    }
}
