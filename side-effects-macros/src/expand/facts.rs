//! What an expansion tells the registry of a function.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Signature};

use crate::read::function::Function;

/// What the registry is told of a function under a label, for the frame around it.
pub(crate) fn facts(label: &dyn ToTokens, function: &Function) -> TokenStream {
    let ident = &function.sig.ident;
    let name = ident.unraw().to_string();
    let inside = is_in_an_impl(function).then(|| quote!(in __SideEffectsInside));
    let docs = docs(&function.attrs);
    let signature = match &function.written_signature {
        Some(signature) => spaced(signature),
        None => signature(&function.sig),
    };
    let line = line(ident.span());
    quote!(#label #docs [#line] #signature named #name #inside)
}

/// Whether a function is certain to be a method or an associated function. An
/// attribute cannot see the `impl`; but the compiler's name of a type inside the
/// method begins with it. That costs an item more to compile; an `enum` without
/// variants is the cheapest there is.
fn is_in_an_impl(function: &Function) -> bool {
    function.sig.receiver().is_some() || function.mentions_self_type
}

/// The line of a span. With the span of a user's token, the macro speaks of that
/// token.
pub(crate) fn line(span: Span) -> TokenStream {
    quote_spanned!(span=> ::core::line!())
}

/// The doc comment, as one string expression.
///
/// Input: `/// One.` `#[doc = include_str!("two.md")]`
///
/// Output: `{ ::core::concat!("One.", "\n", include_str!("two.md")) }`
fn docs(attrs: &[Attribute]) -> TokenStream {
    let values = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => Some(&meta.value),
        _ => None,
    });
    let text = |value: &Expr| match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    };
    let values: Vec<_> = values.collect();
    let texts: Option<Vec<_>> = values.iter().map(|value| text(value)).collect();
    if let Some(texts) = texts {
        let docs = unindent(&texts.join("\n"));
        quote!(#docs)
    } else {
        let lines = values.iter().map(|value| match text(value) {
            Some(text) => {
                let line = unindent(&text);
                quote!(#line)
            }
            None => quote!(#value),
        });
        quote!({ ::core::concat!(#(#lines, "\n"),*) })
    }
}

/// Takes the indentation off that all lines share, as rustdoc does.
fn unindent(text: &str) -> String {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let shared = lines().map(|line| indent(&line)).min().unwrap_or(0);
    let lines: Vec<_> = (text.lines())
        .map(|line| line.get(shared..).unwrap_or("").trim_end())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// The signature in one line, spaced as rustfmt would.
fn signature(sig: &Signature) -> String {
    let mut sig = sig.clone();
    for input in &mut sig.inputs {
        match input {
            syn::FnArg::Receiver(receiver) => receiver.attrs.clear(),
            syn::FnArg::Typed(typed) => typed.attrs.clear(),
        }
    }
    spaced(&quote!(#sig).to_string())
}

/// Respaces printed tokens: a token stream prints with spaces between all of
/// them.
pub(crate) fn spaced(tokens: &str) -> String {
    let mut text = String::with_capacity(tokens.len());
    for word in tokens.split_ascii_whitespace() {
        if needs_space(&text, word) {
            text.push(' ');
        }
        text.push_str(word);
    }
    text.replace(",)", ")")
}

fn needs_space(before: &str, word: &str) -> bool {
    let (Some(last), Some(first)) = (before.bytes().next_back(), word.bytes().next()) else {
        return false;
    };
    let is_behind_a_path = last == b':' && before.ends_with("::");
    if before.ends_with("->") || word.starts_with("->") {
        true
    } else if word.starts_with("::") {
        ends_with_spaced(before)
    } else if matches!(first, b'(' | b'[' | b'<') {
        matches!(last, b',' | b':') && !is_behind_a_path || ends_with_spaced(before)
    } else {
        !matches!(last, b'(' | b'[' | b'<' | b'&' | b'*' | b'!')
            && !is_behind_a_path
            && !matches!(first, b')' | b']' | b'>' | b',' | b':' | b';' | b'?')
    }
}

/// Whether a space follows whatever comes next.
fn ends_with_spaced(text: &str) -> bool {
    const SPACED: [&str; 9] = ["->", "=", "+", "mut", "dyn", "impl", "as", "for", "in"];
    SPACED.iter().any(|word| {
        text.strip_suffix(word).is_some_and(|rest| {
            word.starts_with(|c: char| !c.is_alphanumeric())
                || !rest.ends_with(char::is_alphanumeric)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a signature is printed as.
    fn printed(source: &str) -> String {
        signature(&syn::parse_str(source).unwrap())
    }

    #[test]
    fn signatures_are_printed_as_written() {
        for source in [
            "fn f()",
            "fn f(user: &User, name: String) -> Result<Profile, Error>",
            "async fn f(mut a: &mut Vec<u8>, (b, c): (u8, &str)) -> &'static str",
            "unsafe extern \"C\" fn f(x: *const c_char) -> [u8; 4]",
            "fn f<'a, T: Into<String> + 'a, const N: usize>(&'a self, x: [T; N]) -> Option<&'a T>",
            "fn f(self: Box<Self>, g: impl Fn(u8) -> u8, h: &mut dyn FnMut())",
            "fn f(State(db): State<Pool>, x: a::b::C<(u8, u8)>)",
            "fn f(x: Box<dyn ::core::fmt::Debug + ::core::marker::Send>)",
            "fn f(it: impl Iterator<Item = u8>) -> Vec<(u8, String)>",
            "fn f(x: fn(u8) -> u8, y: &[&str], z: <T as Trait>::Item)",
        ] {
            assert_eq!(printed(source), source);
        }
    }

    #[test]
    fn a_signature_over_several_lines_is_printed_in_one() {
        assert_eq!(
            printed("fn f(\n    a: u8,\n    b: u8,\n) -> u8"),
            "fn f(a: u8, b: u8) -> u8"
        );
    }

    #[test]
    fn docs_lose_the_indentation_they_share() {
        assert_eq!(
            unindent(" One.\n\n     let x;\n Two. "),
            "One.\n\n    let x;\nTwo."
        );
    }
}
