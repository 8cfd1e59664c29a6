#![allow(unused)]

use side_effects::{has_side_effects, is_side_effect_of};

struct Users;

impl Users {
    #[has_side_effects("typed_not_possible", typed)]
    fn method(&self) {}
}

#[has_side_effects("typed_not_possible", typed)]
fn generic<T, const N: usize>(value: [T; N]) {}

#[has_side_effects("typed_not_possible", typed)]
fn opaque(value: impl Into<String>) -> impl Sized {}

#[has_side_effects("typed_not_possible", typed = true)]
fn with_a_value() {}

fn main() {}
