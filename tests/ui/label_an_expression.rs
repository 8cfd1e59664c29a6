use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects(concat!("a", "b"))]
fn origin() {}

#[is_side_effect_of(format!("a"))]
fn handler() {}

#[is_side_effect_of(&LABEL, ["a"], <A as B>::C, -7)]
fn other() {}

fn main() {}
