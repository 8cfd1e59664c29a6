#![allow(unused)]

use side_effects::is_side_effect_of;

#[is_side_effect_of(origin = create_usr)]
fn welcome(email: &str) {}

fn main() {}
