use side_effects::{fire, has_side_effects, is_side_effect_of};

#[has_side_effects("")]
fn origin() {}

#[is_side_effect_of("label_empty", " ")]
fn handler() {}

fn main() {
    fire!("");
}
