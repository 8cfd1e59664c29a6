use side_effects::{has_side_effects, is_side_effect_of};

const EMPTY: &str = "";

#[has_side_effects(EMPTY)]
fn origin() {}

#[is_side_effect_of(self::EMPTY)]
fn handler() {}

fn main() {}
