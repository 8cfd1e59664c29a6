//! What stands in the parentheses of the attributes.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, LitStr, Path, Token, parenthesized};

use crate::errors::Errors;

/// `"label"` or `path::to::LABEL`.
pub(crate) enum Label {
    Literal(LitStr),
    Path(Path),
}

impl Label {
    pub(crate) fn check(&self, errors: &mut Errors) {
        match self {
            Self::Literal(literal) if literal.value().trim().is_empty() => errors.at(
                literal,
                "the label is empty: name what happens, as in \"update_profile\"",
            ),
            Self::Path(path) if path.segments[0].ident == "Self" => errors.at(
                path,
                "a label cannot be reached through `Self`: write the name of the type, or use a \
                 `const` of the module",
            ),
            _ => {}
        }
    }

    fn text(&self) -> String {
        self.to_token_stream().to_string()
    }
}

impl Parse for Label {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            input.parse().map(Self::Literal)
        } else if input.peek(syn::Lit) {
            let literal: syn::Lit = input.parse()?;
            Err(syn::Error::new_spanned(
                literal,
                "a label is a string: \"update_profile\"",
            ))
        } else {
            input.call(Path::parse_mod_style).map(Self::Path)
        }
    }
}

impl ToTokens for Label {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(literal) => literal.to_tokens(tokens),
            Self::Path(path) => path.to_tokens(tokens),
        }
    }
}

/// Where the core crate is.
pub(crate) struct Crate(Option<Path>);

impl Crate {
    pub(crate) fn at(path: Path) -> Self {
        Self(Some(path))
    }

    /// The module of all that an expansion touches.
    pub(crate) fn private(&self) -> TokenStream {
        let krate = self.root();
        quote!(#krate::__private)
    }

    pub(crate) fn root(&self) -> TokenStream {
        match &self.0 {
            Some(path) => quote!(#path),
            None => quote!(::side_effects),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnError {
    Log,
    Abort,
}

/// The arguments of `#[has_side_effects]`:
///
/// * `"label"` or `path::to::LABEL`, exactly one
/// * `run_on_exit = path::to::predicate` or `run_on_exit = |value| …`
/// * `skip(name, …)`
/// * `on_error = log` or `on_error = abort`
/// * `typed`
/// * `crate = path::to::side_effects`
pub(crate) struct OriginArgs {
    pub(crate) label: Label,
    pub(crate) run_on_exit: Option<Expr>,
    pub(crate) skip: Vec<Ident>,
    pub(crate) on_error: OnError,
    pub(crate) typed: bool,
    pub(crate) krate: Crate,
}

impl OriginArgs {
    pub(crate) fn parse(args: TokenStream) -> syn::Result<Self> {
        let mut errors = Errors::default();
        let mut labels = Vec::new();
        let (mut run_on_exit, mut skip, mut on_error, mut krate) = (None, None, None, None);
        let mut typed = false;
        arguments(args, &mut labels, &mut errors, |key, input| {
            match key.to_string().as_str() {
                "run_on_exit" => run_on_exit = Some(value(input)?),
                "skip" => skip = Some(names(input)?),
                "on_error" => on_error = Some(parse_on_error(input)?),
                "typed" => typed = true,
                "crate" => krate = Some(path(input)?),
                _ => {
                    return Err(unknown(
                        key,
                        "`run_on_exit`, `skip`, `on_error`, `typed`, `crate`",
                    ));
                }
            }
            Ok(())
        });
        if let [_, second, ..] = &labels[..] {
            errors.at(
                second,
                "one label is enough: to fire several, write the attribute several times",
            );
        } else if labels.is_empty() {
            errors.add(no_label("has_side_effects"));
        }
        errors.finish()?;
        Ok(Self {
            label: labels.swap_remove(0),
            run_on_exit,
            skip: skip.unwrap_or_default(),
            on_error: on_error.unwrap_or(OnError::Log),
            typed,
            krate: Crate(krate),
        })
    }
}

/// The arguments of `#[is_side_effect_of]`:
///
/// * `"label"` or `path::to::LABEL`, one or more, or else
///   `origin = path::to::function`
/// * `order = -10`
/// * `crate = path::to::side_effects`
pub(crate) struct HandlerArgs {
    pub(crate) labels: Vec<Label>,
    /// There are no labels, then.
    pub(crate) origin: Option<Path>,
    pub(crate) order: Option<Expr>,
    pub(crate) krate: Crate,
}

impl HandlerArgs {
    pub(crate) fn parse(args: TokenStream) -> syn::Result<Self> {
        let mut errors = Errors::default();
        let mut labels = Vec::new();
        let (mut origin, mut order, mut krate) = (None, None, None);
        arguments(args, &mut labels, &mut errors, |key, input| {
            match key.to_string().as_str() {
                "origin" => origin = Some(path(input)?),
                "order" => order = Some(parse_order(input)?),
                "crate" => krate = Some(path(input)?),
                _ => return Err(unknown(key, "`origin`, `order`, `crate`")),
            }
            Ok(())
        });
        if labels.is_empty() && origin.is_none() {
            errors.add(no_label("is_side_effect_of"));
        }
        if let (Some(label), Some(_)) = (labels.first(), &origin) {
            errors.at(
                label,
                "an `origin` has its label: remove this one, or the `origin`",
            );
        }
        let mut seen = HashSet::new();
        for label in &labels {
            if !seen.insert(label.text()) {
                errors.at(label, "this label is given twice");
            }
        }
        errors.finish()?;
        Ok(Self {
            labels,
            origin,
            order,
            krate: Crate(krate),
        })
    }
}

/// The arguments of `#[disable_side_effects]`:
///
/// * `crate = path::to::side_effects`
pub(crate) fn parse_guard(args: TokenStream) -> syn::Result<Crate> {
    let mut errors = Errors::default();
    let mut labels = Vec::new();
    let mut krate = None;
    arguments(args, &mut labels, &mut errors, |key, input| {
        if key != "crate" {
            return Err(unknown(key, "`crate`"));
        }
        krate = Some(path(input)?);
        Ok(())
    });
    if let Some(label) = labels.first() {
        errors.at(
            label,
            "`#[disable_side_effects]` takes no labels: for some of them, call \
             `disable_side_effects().only([…])` in the test",
        );
    }
    errors.finish()?;
    Ok(Crate(krate))
}

/// Parses labels and options, separated by commas, in any order. An option is
/// known by the `=` or `(` behind its name, or by being a flag; a mistake in one argument does not
/// hide those in the next.
fn arguments(
    args: TokenStream,
    labels: &mut Vec<Label>,
    errors: &mut Errors,
    mut option: impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) {
    let mut seen = HashSet::new();
    let mut argument = |input: ParseStream<'_>| -> syn::Result<()> {
        let is_option = input.peek(Ident::peek_any)
            && (input.peek2(Token![=]) || input.peek2(syn::token::Paren) || is_flag(input));
        if !is_option {
            let label: Label = input.parse()?;
            label.check(errors);
            labels.push(label);
            return Ok(());
        }
        let key = input.call(Ident::parse_any)?;
        if !seen.insert(key.to_string()) {
            errors.at(&key, format!("`{key}` is given twice"));
        }
        option(&key, input)
    };
    let mut mistakes = Errors::default();
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = argument(input) {
                mistakes.add(error);
                skip_to_comma(input)?;
            } else if !input.is_empty() && !input.peek(Token![,]) {
                mistakes.add(input.error("expected `,` between arguments"));
                skip_to_comma(input)?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    let parsed = parser.parse2(args);
    errors.take(mistakes.finish());
    errors.take(parsed);
}

fn is_flag(input: ParseStream<'_>) -> bool {
    let ident = input.fork().call(Ident::parse_any);
    ident.is_ok_and(|ident| ident == "typed")
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

fn no_label(attribute: &str) -> syn::Error {
    syn::Error::new(
        Span::call_site(),
        format!(
            "which label? Write `#[{attribute}(\"update_profile\")]`, or the path of a `const`"
        ),
    )
}

fn unknown(key: &Ident, expected: &str) -> syn::Error {
    let expected = if expected.contains(',') {
        format!("one of {expected}")
    } else {
        expected.to_owned()
    };
    syn::Error::new_spanned(key, format!("unknown option `{key}`: expected {expected}"))
}

fn value<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

fn names(input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    if input.peek(Token![=]) {
        return Err(input.error("expected `skip(name, …)`"));
    }
    let content;
    parenthesized!(content in input);
    let names = Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, Ident::parse_any)?;
    Ok(names.into_iter().collect())
}

fn parse_on_error(input: ParseStream<'_>) -> syn::Result<OnError> {
    input.parse::<Token![=]>()?;
    let policy: TokenStream = match input.call(Ident::parse_any) {
        Ok(policy) if policy == "log" => return Ok(OnError::Log),
        Ok(policy) if policy == "abort" => return Ok(OnError::Abort),
        Ok(policy) => policy.into_token_stream(),
        Err(_) => input.parse::<proc_macro2::TokenTree>()?.into_token_stream(),
    };
    Err(syn::Error::new_spanned(
        policy,
        "expected `on_error = log` or `on_error = abort`",
    ))
}

fn parse_order(input: ParseStream<'_>) -> syn::Result<Expr> {
    let order: Expr = value(input)?;
    match &order {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Int(_),
            ..
        })
        | Expr::Unary(_)
        | Expr::Path(_)
        | Expr::Group(_) => Ok(order),
        _ => Err(syn::Error::new_spanned(
            order,
            "expected an `i32`, as in `order = 10` or `order = -10`: lower runs first",
        )),
    }
}

fn path(input: ParseStream<'_>) -> syn::Result<Path> {
    input.parse::<Token![=]>()?;
    input.call(Path::parse_mod_style)
}
