#![allow(unused)]

use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects("typed_parameter_not_there", typed)]
fn create_user(email: String, preferred_language: u8) {}

#[is_side_effect_of(origin = create_user)]
fn misspelt(emial: &str) {}

#[is_side_effect_of(origin = create_user)]
fn misspelt_long(_prefered_langauge: u8) {}

#[is_side_effect_of(origin = create_user)]
fn by_position(a: &str, b: u8) {}

#[is_side_effect_of(origin = create_user)]
fn by_position_but_too_many(email: &str, b: u8, c: u8) {}

fn main() {}
