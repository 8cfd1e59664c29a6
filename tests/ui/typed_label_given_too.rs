#![allow(unused)]

use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects("typed_label_given_too", typed)]
fn create_user(email: String) {}

#[is_side_effect_of("typed_label_given_too", origin = create_user)]
fn welcome(email: &str) {}

fn main() {}
