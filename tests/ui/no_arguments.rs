use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects]
fn origin() {}

#[has_side_effects()]
fn origin_with_parentheses() {}

#[is_side_effect_of]
fn handler() {}

#[is_side_effect_of(order = 1)]
fn handler_with_an_option() {}

fn main() {}
