use side_effects::is_side_effect_of;

#[is_side_effect_of("handler_parameter_with_cfg")]
fn handler(_id: u32, #[cfg(unix)] _name: &str) {}

fn main() {}
