//! Messages to colleagues.

use bookshop::orders::Order;
use side_effects::{Event, is_side_effect_of};

/// Cheer in the sales channel.
#[is_side_effect_of("order_placed")]
fn cheer(return_value: &Order) {
    println!("#sales: {} × {}", return_value.count, return_value.product);
}

/// Ask purchasing for more, while there is time.
#[is_side_effect_of("stock_low")]
fn reorder(product: &str, left: u32) {
    println!("#purchasing: only {left} × {product} left");
}

#[is_side_effect_of("account_opened", "account_closed")]
fn count(event: &Event<'_>) {
    println!("#customers: {}", event.label());
}
