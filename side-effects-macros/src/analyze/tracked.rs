//! Functions under `#[track_caller]`, whose body has to stay one: a closure has
//! a place of its own.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Attribute, Signature};

/// Whether a body can run where it stands, and not in a closure, to see its
/// caller's place: the function asks for it, and the body cannot return early,
/// as far as its tokens tell.
pub(crate) fn runs_in_place(attrs: &[Attribute], sig: &Signature, body: &TokenStream) -> bool {
    let says_so = || (attrs.iter()).any(|attr| attr.path().is_ident("track_caller"));
    (says_so() || is_tracked_by_its_trait(sig)) && !returns_early(body.clone())
}

/// `Index` and `IndexMut` say it of their methods, for all impls.
fn is_tracked_by_its_trait(sig: &Signature) -> bool {
    sig.receiver().is_some() && (sig.ident == "index" || sig.ident == "index_mut")
}

/// Whether there is a `return`, a `?`, or a macro that may hide one.
fn returns_early(tokens: TokenStream) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    (0..tokens.len()).any(|at| match (&tokens[at], tokens.get(at + 1)) {
        (TokenTree::Group(group), _) => returns_early(group.stream()),
        (TokenTree::Ident(name), Some(TokenTree::Punct(bang))) if bang.as_char() == '!' => {
            let is_call = matches!(tokens.get(at + 2), Some(TokenTree::Group(_)));
            is_call
                && !is_known(&name.to_string())
                && !is_before_an_operand(name)
                && !is_of_this_crate(&tokens[..at])
        }
        (TokenTree::Ident(word), _) => word == "return",
        (TokenTree::Punct(punct), _) => punct.as_char() == '?',
        (TokenTree::Literal(_), _) => false,
    })
}

/// Whether these tokens end in the path of what an attribute beneath this one
/// has written.
fn is_of_this_crate(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Ident(module), _, _] if module == "side_effects_private")
}

/// Whether a `!` behind it negates what follows.
fn is_before_an_operand(word: &Ident) -> bool {
    ["else", "if", "in", "match", "while"]
        .iter()
        .any(|keyword| word == keyword)
}

/// The macros of the standard library that people use in bodies, and that this
/// attribute does.
fn is_known(name: &str) -> bool {
    const NAMES: [&str; 22] = [
        "assert",
        "assert_eq",
        "assert_ne",
        "concat",
        "debug_assert",
        "debug_assert_eq",
        "debug_assert_ne",
        "eprintln",
        "file",
        "format",
        "format_args",
        "line",
        "matches",
        "module_path",
        "panic",
        "print",
        "println",
        "todo",
        "unimplemented",
        "unreachable",
        "vec",
        "write",
    ];
    NAMES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn early(body: &str) -> bool {
        returns_early(body.parse().unwrap())
    }

    #[test]
    fn a_body_that_goes_to_its_end_is_known() {
        for body in [
            "1",
            "assert!(n > 0); spawn(|| n)",
            "if !(a) { x } else { y }",
            "match n { 0 => panic!(\"no\"), n => n != (1) }",
        ] {
            assert!(!early(body), "{body}");
        }
    }

    #[test]
    fn a_body_that_may_return_early_is_known() {
        for body in [
            "if a { return 1 } 2",
            "f()?; 1",
            "bail!(x)",
            "assert!(f()?)",
            "|| return",
        ] {
            assert!(early(body), "{body}");
        }
    }
}
