use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of};

#[has_side_effects("option_unknown", run_on = is_even)]
fn origin() {}

#[is_side_effect_of("option_unknown", skip(name))]
fn handler() {}

#[disable_side_effects(only = "option_unknown")]
fn test() {}

fn main() {}
