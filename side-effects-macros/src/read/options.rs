//! How labels and options are told apart in the parentheses of an attribute.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Ident, Path, Token, token};

use crate::read::errors::Errors;
use crate::read::label::Label;

/// An option that an attribute has.
pub(crate) struct Known {
    pub(crate) name: &'static str,
    /// How it is written, with its value.
    pub(crate) written: &'static str,
}

/// An option that is there.
pub(crate) struct Given<'a> {
    key: Ident,
    known: &'a Known,
}

impl Given<'_> {
    pub(crate) fn name(&self) -> &'static str {
        self.known.name
    }

    /// Takes the `=`, behind which there has to be something.
    pub(crate) fn equals(&self, input: ParseStream<'_>) -> syn::Result<()> {
        let is_there = input.parse::<Option<Token![=]>>()?.is_some()
            && !input.is_empty()
            && !input.peek(Token![,]);
        is_there
            .then_some(())
            .ok_or_else(|| self.malformed(&self.key))
    }

    /// For an option without a value.
    pub(crate) fn flag(&self, input: ParseStream<'_>) -> syn::Result<bool> {
        if input.is_empty() || input.peek(Token![,]) {
            Ok(true)
        } else {
            Err(self.malformed(&self.key))
        }
    }

    pub(crate) fn value<T: Parse>(&self, input: ParseStream<'_>) -> syn::Result<T> {
        self.equals(input)?;
        input.parse()
    }

    pub(crate) fn path(&self, input: ParseStream<'_>) -> syn::Result<Path> {
        self.equals(input)?;
        let start = input.fork().parse::<TokenTree>()?;
        (input.call(Path::parse_mod_style)).map_err(|_| self.malformed(start))
    }

    /// What stands in the parentheses behind the name.
    pub(crate) fn parenthesized<T>(
        &self,
        input: ParseStream<'_>,
        parser: impl Parser<Output = T>,
    ) -> syn::Result<T> {
        match input.parse::<Option<TokenTree>>()? {
            Some(TokenTree::Group(group)) => {
                (parser.parse2(group.stream())).map_err(|_| self.malformed(group))
            }
            _ => Err(self.malformed(&self.key)),
        }
    }

    pub(crate) fn malformed(&self, tokens: impl ToTokens) -> syn::Error {
        syn::Error::new_spanned(tokens, format!("expected `{}`", self.known.written))
    }
}

/// Parses labels and options, separated by commas, in any order. A mistake in
/// one argument does not hide those in the next.
pub(crate) fn arguments(
    args: TokenStream,
    options: &[Known],
    errors: &mut Errors,
    mut parse: impl FnMut(&Given<'_>, ParseStream<'_>) -> syn::Result<()>,
) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut seen = HashSet::new();
    let mut argument = |input: ParseStream<'_>| -> syn::Result<()> {
        if !is_option(options, input) {
            let (label, parsed) = match input.parse() {
                Ok(label) => (label, Ok(())),
                Err(error) => (Label::Broken, Err(error)),
            };
            labels.push(label);
            return parsed;
        }
        let key = input.call(Ident::parse_any)?;
        let Some(known) = options.iter().find(|known| key == known.name) else {
            if key == "label" {
                labels.push(Label::Broken);
            }
            return Err(unknown(&key, options));
        };
        let given = Given { key, known };
        parse(&given, input)?;
        if seen.insert(known.name) {
            return Ok(());
        }
        let message = format!("`{}` is given twice", known.name);
        Err(syn::Error::new_spanned(given.key, message))
    };
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = argument(input) {
                errors.add(error);
            } else if !input.is_empty() && !input.peek(Token![,]) {
                errors.add(input.error("expected `,` between arguments"));
            }
            while !input.is_empty() && !input.peek(Token![,]) {
                input.parse::<TokenTree>()?;
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    let parsed = parser.parse2(args);
    errors.take(parsed);
    labels
}

/// An option is known by the `=` or `(` behind its name. One that needs a value
/// and has none is no label.
fn is_option(options: &[Known], input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.call(Ident::parse_any).is_ok_and(|key| {
        let stands_alone = ahead.is_empty() || ahead.peek(Token![,]);
        ahead.peek(Token![=])
            || ahead.peek(token::Paren)
            || stands_alone && options.iter().any(|known| key == known.name)
    })
}

fn unknown(key: &Ident, options: &[Known]) -> syn::Error {
    let names: Vec<_> = (options.iter())
        .map(|known| format!("`{}`", known.name))
        .collect();
    let one_of = if names.len() > 1 { "one of " } else { "" };
    let message = if key == "label" {
        "a label has no key: write it alone, as in `\"update_profile\"`".to_owned()
    } else {
        format!(
            "unknown option `{key}`: expected {one_of}{}",
            names.join(", ")
        )
    };
    syn::Error::new_spanned(key, message)
}
