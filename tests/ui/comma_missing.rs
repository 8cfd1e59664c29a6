use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects("comma_missing" on_error = log)]
fn origin() {}

#[is_side_effect_of("comma_missing" "other")]
fn handler() {}

#[is_side_effect_of(, "comma_missing")]
fn other() {}

fn main() {}
