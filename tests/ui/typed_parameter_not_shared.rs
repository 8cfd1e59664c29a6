#![allow(unused)]

use std::cell::Cell;

use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects("typed_parameter_not_shared", typed)]
async fn create_user(count: Cell<u8>) -> Result<Cell<u8>, String> {
    Ok(count)
}

#[is_side_effect_of(origin = create_user)]
fn welcome(count: &Cell<u8>) {}

#[is_side_effect_of(origin = create_user)]
fn returned(return_value: &Cell<u8>) {}

fn main() {}
