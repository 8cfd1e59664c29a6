use side_effects::is_side_effect_of;

struct Point {
    x: u8,
}

#[is_side_effect_of("handler_parameter_pattern")]
fn handler((_a, _b): (u8, u8), Point { x: _x }: &Point, _: u8, &_c: &u8) {}

fn main() {}
