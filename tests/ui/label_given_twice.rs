use side_effects::is_side_effect_of;

#[is_side_effect_of("one", "two", "one")]
fn handler() {}

fn main() {}
