use side_effects::is_side_effect_of;

const LATE: usize = 7;

#[is_side_effect_of("order_not_an_i32", order = LATE)]
fn of_another_type() {}

#[is_side_effect_of("order_not_an_i32", order = !true)]
fn not_a_number() {}

fn main() {}
