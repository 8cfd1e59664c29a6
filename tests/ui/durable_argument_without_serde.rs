use side_effects::is_side_effect_of;

#[derive(Clone)]
struct Order;

#[is_side_effect_of("ordered", durable)]
fn confirm(id: u32, order: &Order) {
    let _ = (id, order);
}

fn main() {}
