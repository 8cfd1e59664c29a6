//! Orders, from the basket to the parcel.

use side_effects::{fire, has_side_effects};

use crate::accounts::Account;

/// What somebody bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What is in it.
    pub product: String,
    /// How many of it.
    pub count: u32,
}

/// There is not enough of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldOut;

/// Place an order.
///
/// # Errors
///
/// If there is not enough in stock.
#[has_side_effects("order_placed")]
pub fn place(
    customer: &Account,
    product: String,
    count: u32,
    stock: &mut u32,
) -> Result<Order, SoldOut> {
    let _ = customer;
    *stock = stock.checked_sub(count).ok_or(SoldOut)?;
    if *stock < 10 {
        fire!("stock_low", product = &product, left = &*stock);
    }
    Ok(Order { product, count })
}

/// Give the parcel to the carrier, who gives a number in return.
#[has_side_effects("order_shipped")]
pub fn ship(customer: &Account, order: Order) -> u64 {
    let _ = (customer, order);
    42
}
