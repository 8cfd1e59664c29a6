use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects(label = "one")]
fn origin() {}

#[is_side_effect_of(label = "one")]
fn handler() {}

fn main() {}
