#![allow(unused)]

use side_effects::{has_side_effects, is_side_effect_of};

use std::borrow::Cow;

#[has_side_effects("typed_parameter_not_there", typed)]
fn create_user(email: String, plan: u8, note: Cow<'_, str>) {}

#[is_side_effect_of(origin = create_user)]
fn misspelt(emial: &str) {}

#[is_side_effect_of(origin = create_user)]
fn not_captured(note: &str) {}

#[is_side_effect_of(origin = create_user)]
fn by_position(a: &str, b: u8) {}

fn main() {}
