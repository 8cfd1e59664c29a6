#![allow(unused)]

use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects("typed_origin_without_typed")]
fn create_user(email: String) {}

#[is_side_effect_of(origin = create_user)]
fn welcome(email: &str, return_value: &()) {}

#[is_side_effect_of(origin = create_user)]
async fn welcome_later(email: &str) {}

fn main() {}
