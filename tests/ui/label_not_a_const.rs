use side_effects::{has_side_effects, is_side_effect_of};

const NUMBER: u32 = 7;

#[has_side_effects(NUMBER)]
fn origin() {}

#[is_side_effect_of(MISSPELT)]
fn handler() {}

fn main() {}
