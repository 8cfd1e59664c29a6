//! What stands in the parentheses of `durable`.

use proc_macro2::{Ident, TokenStream};
use syn::parse::ParseStream;
use syn::{LitInt, LitStr};

use crate::read::errors::Errors;
use crate::read::label::Label;
use crate::read::options::{Given, Known, arguments};

/// The options of a durable handler:
///
/// * `id = "confirm-order"`
/// * `queue = "mail"`
/// * `max_attempts = 5`
pub(crate) struct Durable {
    /// The word itself.
    pub(crate) word: Ident,
    pub(crate) id: Option<LitStr>,
    pub(crate) queue: Option<LitStr>,
    pub(crate) max_attempts: Option<LitInt>,
}

impl Durable {
    const OPTIONS: &[Known] = &[
        Known {
            name: "id",
            written: "id = \"confirm-order\"",
        },
        Known {
            name: "queue",
            written: "queue = \"mail\"",
        },
        Known {
            name: "max_attempts",
            written: "max_attempts = 5",
        },
    ];

    pub(crate) fn parse(word: Ident, options: TokenStream, errors: &mut Errors) -> Self {
        let (mut id, mut queue, mut max_attempts) = (None, None, None);
        let labels = arguments(options, Self::OPTIONS, errors, |option, input| {
            match option.name() {
                "id" => id = Some(checked(option, input, check_id)?),
                "queue" => queue = Some(checked(option, input, check_queue)?),
                _ => max_attempts = Some(attempts(option, input)?),
            }
            Ok(())
        });
        if let Some(label @ (Label::Literal(_) | Label::Path(_))) = labels.first() {
            errors.at(
                label,
                "what stands in these parentheses has a name: `durable(queue = \"mail\")`",
            );
        }
        Self {
            word,
            id,
            queue,
            max_attempts,
        }
    }
}

/// A string that `check` has nothing against.
fn checked(
    option: &Given<'_>,
    input: ParseStream<'_>,
    check: fn(&str) -> Result<(), &'static str>,
) -> syn::Result<LitStr> {
    option.equals(input)?;
    let literal: syn::Lit = input.parse().map_err(|_| option.malformed(option.key()))?;
    let syn::Lit::Str(text) = literal else {
        return Err(option.malformed(literal));
    };
    match check(&text.value()) {
        Ok(()) => Ok(text),
        Err(problem) => Err(syn::Error::new(text.span(), problem)),
    }
}

fn check_id(id: &str) -> Result<(), &'static str> {
    if id.trim().is_empty() {
        return Err(
            "an `id` is what stored jobs call the handler by, and this one is empty: \
                    write a name, as in \"confirm-order\"",
        );
    }
    Ok(())
}

/// Queues of River's, in the database and in clients of all languages, have to be named
/// so; it is what others allow as well.
fn check_queue(queue: &str) -> Result<(), &'static str> {
    let is_separator = |c: char| matches!(c, '-' | '_');
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_fine = (1..=64).contains(&queue.len())
        && queue.split(is_separator).all(|part| !part.is_empty())
        && queue.chars().all(|c| is_plain(c) || is_separator(c));
    is_fine.then_some(()).ok_or(
        "a queue has a name of 1 to 64 small letters and digits, with single `-` or `_` between \
         them, as in \"mail\" or \"search-index\"",
    )
}

fn attempts(option: &Given<'_>, input: ParseStream<'_>) -> syn::Result<LitInt> {
    const MOST: u16 = i16::MAX.unsigned_abs();
    option.equals(input)?;
    let literal: syn::Lit = input.parse().map_err(|_| option.malformed(option.key()))?;
    let syn::Lit::Int(count) = literal else {
        return Err(option.malformed(literal));
    };
    let is_fine = count
        .base10_parse()
        .is_ok_and(|count| (1..=MOST).contains(&count));
    is_fine.then_some(()).ok_or_else(|| {
        syn::Error::new(
            count.span(),
            format!("a handler is tried from 1 to {MOST} times: the first time counts"),
        )
    })?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queues_are_named_as_a_queue_allows() {
        let longest = "a".repeat(64);
        for name in ["mail", "m", "search-index", "a_1-b", "0", &longest] {
            assert_eq!(check_queue(name), Ok(()), "{name}");
        }
        let too_long = "a".repeat(65);
        for name in [
            "", "Mail", "a b", "-a", "a-", "a--b", "a-_b", "ä", "a::b", &too_long,
        ] {
            assert!(check_queue(name).is_err(), "{name}");
        }
    }
}
