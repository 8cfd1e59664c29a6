//! A lifetime that is elided inside a path cannot be seen.

use side_effects::has_side_effects;
use std::borrow::Cow;

#[has_side_effects("argument_with_hidden_lifetime")]
fn print(text: Cow<str>) {
    println!("{text}");
}

#[has_side_effects("argument_with_hidden_lifetime")]
fn length(texts: &[Cow<str>]) -> usize {
    texts.len()
}

fn main() {}
