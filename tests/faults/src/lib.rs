//! A shop whose processes are to be broken: it places orders, and its handlers write down that
//! they ran, so that everything can be accounted for by rows.

pub mod receiver;
pub mod store;

use side_effects::durable::BoxError;
use side_effects::{Delivery, Dep, has_side_effects, is_side_effect_of};
use sqlx::Transaction;

use crate::receiver::Receiver;
use crate::store::Store;

/// The handlers of an order.
pub const HANDLERS: [&str; 2] = ["confirm", "notify"];

/// Orders whose id begins so are never committed.
pub const ROLLED_BACK: &str = "rolled-back";

/// Stores an order.
///
/// # Errors
///
/// That of the database.
#[has_side_effects("order_placed")]
pub async fn place_order<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    order: &str,
) -> Result<(), sqlx::Error> {
    DB::insert_order(tx, order).await
}

/// Mail the confirmation.
#[is_side_effect_of("order_placed", durable(id = "confirm", queue = "mail"))]
async fn confirm(
    order: &str,
    delivery: &Delivery,
    receiver: Dep<dyn Receiver>,
) -> Result<(), BoxError> {
    receiver.receive("confirm", order, delivery).await
}

/// Tell the warehouse, which is not there the first time for one order in ten.
#[is_side_effect_of("order_placed", durable(id = "notify", queue = "warehouse"))]
async fn notify(
    order: &str,
    delivery: &Delivery,
    receiver: Dep<dyn Receiver>,
) -> Result<(), BoxError> {
    if order.ends_with('7') && delivery.attempt() == 1 {
        return Err("no route to the warehouse".into());
    }
    receiver.receive("notify", order, delivery).await
}
