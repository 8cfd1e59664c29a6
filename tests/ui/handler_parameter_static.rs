use side_effects::is_side_effect_of;

#[is_side_effect_of("handler_parameter_static")]
fn handler(_id: u32, _name: &'static str) {}

fn main() {}
