use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects("crate_not_there", crate = ::effects)]
fn origin() {}

#[is_side_effect_of("crate_not_there", crate = effects)]
fn handler() {}

fn main() {}
