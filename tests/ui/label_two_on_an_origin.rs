use side_effects::has_side_effects;

#[has_side_effects("one", "two")]
fn origin() {}

fn main() {}
