#![allow(unused)]

use side_effects::{has_side_effects, is_side_effect_of};

use std::borrow::Cow;

#[has_side_effects("typed_parameter_not_captured", typed, skip(secret))]
fn create_user<'a>(
    note: Cow<'_, str>,
    (plan, _): (u8, u8),
    list: &'a mut Vec<u8>,
    secret: String,
) -> &'a mut u8 {
    &mut list[0]
}

#[is_side_effect_of(origin = create_user)]
fn borrowing(note: &str) {}

#[is_side_effect_of(origin = create_user)]
fn by_pattern(plan: u8) {}

#[is_side_effect_of(origin = create_user)]
fn still_borrowed(list: &[u8]) {}

#[is_side_effect_of(origin = create_user)]
fn skipped(secret: &str) {}

#[has_side_effects("typed_parameter_not_captured", typed)]
fn returns_what_borrows(name: &str) -> Option<&str> {
    Some(name)
}

#[is_side_effect_of(origin = returns_what_borrows)]
fn returned(return_value: &Option<&'static str>) {}

fn main() {}
