use side_effects::is_side_effect_of;

#[is_side_effect_of("handler_parameter_mut")]
fn handler(_id: u32, _list: &mut Vec<u8>) {}

fn main() {}
