use side_effects::is_side_effect_of;

struct Connection;

#[is_side_effect_of("handler_parameter_not_clone")]
fn handler(_id: u32, _connection: Connection) {}

fn main() {}
