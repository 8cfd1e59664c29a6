use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects("option_misspelt", typd)]
fn origin(_name: &str) {}

#[has_side_effects("option_misspelt", skp)]
fn another(_name: &str) {}

#[is_side_effect_of("option_misspelt", ordr = 1)]
fn handler() {}

fn main() {}
