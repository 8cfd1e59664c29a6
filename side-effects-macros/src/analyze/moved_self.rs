//! Whether a body may move `self`, as far as its tokens tell.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// Whether a body may move `self`, a `&mut`, as a whole: whether `self` stands
/// anywhere but before a `.` or behind a `*`, or in a `move` closure.
pub(crate) fn moves_self(body: TokenStream) -> bool {
    let tokens: Vec<_> = body.into_iter().collect();
    (0..tokens.len()).any(|at| match &tokens[at] {
        TokenTree::Group(group) => moves_self(group.stream()),
        TokenTree::Ident(ident) if ident == "self" => {
            let is_path = is_punct(tokens.get(at + 1), ':');
            let is_place = is_punct(tokens.get(at + 1), '.') || is_dereferenced(&tokens[..at]);
            !is_path && !is_place
        }
        TokenTree::Ident(ident) if ident == "move" => mentions_self(closure(&tokens[at + 1..])),
        _ => false,
    })
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// Whether what follows these tokens is dereferenced by a `*`, and not
/// multiplied by it.
fn is_dereferenced(before: &[TokenTree]) -> bool {
    let is_operand = |token: &TokenTree| match token {
        TokenTree::Ident(ident) => !is_before_an_expression(ident),
        TokenTree::Literal(_) => true,
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
        TokenTree::Punct(_) => false,
    };
    match before {
        [.., operand, _] if is_operand(operand) => false,
        [.., star] => is_punct(Some(star), '*'),
        [] => false,
    }
}

fn is_before_an_expression(ident: &Ident) -> bool {
    const KEYWORDS: [&str; 9] = [
        "break", "const", "else", "if", "in", "match", "mut", "return", "while",
    ];
    KEYWORDS.iter().any(|keyword| ident == keyword)
}

/// A closure or a block, without its `move`: up to a `,` or `;` that is not in
/// the closure's parameters.
fn closure(tokens: &[TokenTree]) -> &[TokenTree] {
    let mut bars = if is_punct(tokens.first(), '|') { 2 } else { 0 };
    let is_end = |token: &TokenTree| {
        if bars > 0 {
            bars -= u8::from(is_punct(Some(token), '|'));
            false
        } else {
            is_punct(Some(token), ',') || is_punct(Some(token), ';')
        }
    };
    let end = tokens.iter().position(is_end).unwrap_or(tokens.len());
    &tokens[..end]
}

fn mentions_self(tokens: &[TokenTree]) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Group(group) => {
            let tokens: Vec<_> = group.stream().into_iter().collect();
            mentions_self(&tokens)
        }
        TokenTree::Ident(ident) => ident == "self",
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moves(body: &str) -> bool {
        moves_self(body.parse().unwrap())
    }

    #[test]
    fn a_place_behind_self_is_used_and_self_stays() {
        for body in [
            "self.count += 1; self.reset()",
            "*self = Self::new(); return *self",
            "if self.x { 1 } else { *self }; *self = y",
            "&mut *self; match *self { _ => 2 * *self }",
            "self::helper(&self.items)",
            "items.filter(move |n| n > x); self.x",
            "f(move |a, b| a + b, self.x)",
            "spawn(async move { x }); self.y",
        ] {
            assert!(!moves(body), "{body}");
        }
    }

    #[test]
    fn self_as_a_whole_is_moved() {
        for body in [
            "self",
            "helper(self)",
            "let Self { x } = self;",
            "2 * self",
            "f(x) * self",
            "a[0] * self",
            "move || self.x += 1",
            "f(move |a, b| { self.x + a })",
            "async move { vec![self.x] }",
        ] {
            assert!(moves(body), "{body}");
        }
    }
}
