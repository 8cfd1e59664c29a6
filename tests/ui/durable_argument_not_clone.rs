use serde::{Deserialize, Serialize};
use side_effects::is_side_effect_of;

#[derive(Serialize, Deserialize)]
struct Order;

#[is_side_effect_of("ordered", durable)]
async fn confirm(order: &Order) {
    let _ = order;
}

fn main() {}
