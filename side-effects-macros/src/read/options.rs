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

    pub(crate) fn key(&self) -> &Ident {
        &self.key
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
/// and has none is no label, and neither is a slip of one: labels are strings, or
/// constants, which are not written in small letters.
fn is_option(options: &[Known], input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.call(Ident::parse_any).is_ok_and(|key| {
        let stands_alone = ahead.is_empty() || ahead.peek(Token![,]);
        let is_small = key.to_string().contains(char::is_lowercase);
        let is_known = || options.iter().any(|known| key == known.name);
        ahead.peek(Token![=])
            || ahead.peek(token::Paren)
            || stands_alone && (is_known() || is_small && meant(&key, options).is_some())
    })
}

/// The option that an unknown one is a slip of.
fn meant(key: &Ident, options: &[Known]) -> Option<&'static str> {
    let key = key.to_string();
    let slips = (options.iter()).map(|known| (slips(&key, known.name), known.name));
    let (slips, name) = slips.min()?;
    (slips <= (key.len() / 3).max(1)).then_some(name)
}

/// How many letters have to be added, removed, replaced or swapped with their
/// neighbour to make one word into the other: the optimal string alignment
/// distance.
fn slips(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let replaced = rows[i][j] + usize::from(a[i] != b[j]);
            let mut least = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

fn unknown(key: &Ident, options: &[Known]) -> syn::Error {
    let names: Vec<_> = (options.iter())
        .map(|known| format!("`{}`", known.name))
        .collect();
    let one_of = if names.len() > 1 { "one of " } else { "" };
    let message = if key == "label" {
        "a label has no key: write it alone, as in `\"update_profile\"`".to_owned()
    } else if let Some(name) = meant(key, options) {
        format!("unknown option `{key}`: did you mean `{name}`?")
    } else {
        format!(
            "unknown option `{key}`: expected {one_of}{}",
            names.join(", ")
        )
    };
    syn::Error::new_spanned(key, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_nearly_an_option_is_a_slip_of_it() {
        let options = ["run_on_exit", "skip", "on_error", "typed", "crate"];
        let options = options.map(|name| Known {
            name,
            written: name,
        });
        let meant = |word| meant(&Ident::new(word, proc_macro2::Span::call_site()), &options);
        for (word, option) in [
            ("typd", "typed"),
            ("tpyed", "typed"),
            ("typeed", "typed"),
            ("run_on_exti", "run_on_exit"),
            ("onerror", "on_error"),
            ("skp", "skip"),
        ] {
            assert_eq!(meant(word), Some(option));
        }
        for word in ["my_label", "label", "order", "s", "run_on"] {
            assert_eq!(meant(word), None, "{word}");
        }
    }
}
