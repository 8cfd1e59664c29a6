use side_effects::{fire, has_side_effects, is_side_effect_of};

#[has_side_effects(7)]
fn origin() {}

#[is_side_effect_of('x', b"bytes", true)]
fn handler() {}

fn main() {
    fire!(7, 8);
}
