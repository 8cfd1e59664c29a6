use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of};

#[has_side_effects("option_given_twice", on_error = log, skip(), on_error = abort, skip())]
fn origin(_: u8) {}

#[is_side_effect_of("option_given_twice", order = 1, order = 2)]
fn handler() {}

#[disable_side_effects(crate = side_effects, crate = ::side_effects)]
fn test() {}

fn main() {}
