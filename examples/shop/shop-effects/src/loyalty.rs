//! Loyalty points: one for each article.
//!
//! Inline, after the commit: customers look at their points next, and should find them. Not in the
//! transaction of the order, which should not fail because of points. What a crash loses, the program
//! books when it starts.
//!
//! An order has one row, whose points are 0 once it was cancelled. So it does not matter which of the
//! two effects is faster, nor how often either runs.

use shop::{Customer, Order, Store};
use side_effects::{Dep, is_side_effect_of};
use sqlx::Pool;

use crate::{Done, Failed};

/// Where points are booked.
pub trait Loyalty: Send + Sync {
    /// Books the points of an order, unless something is booked for it.
    fn credit<'a>(&'a self, order: &'a Order) -> Done<'a>;

    /// Takes the points of an order back, also those that are not booked yet.
    fn revoke<'a>(&'a self, order: &'a Order) -> Done<'a>;
}

impl<DB: Store> Loyalty for Pool<DB> {
    fn credit<'a>(&'a self, order: &'a Order) -> Done<'a> {
        Box::pin(async { Ok(DB::credit(self, order.id, order.customer, order.count).await?) })
    }

    fn revoke<'a>(&'a self, order: &'a Order) -> Done<'a> {
        Box::pin(async { Ok(DB::revoke(self, order.id, order.customer).await?) })
    }
}

/// Book the points.
#[is_side_effect_of("order_placed")]
async fn credit(
    customer: &Customer,
    return_value: &Order,
    loyalty: Dep<dyn Loyalty>,
) -> Result<(), Failed> {
    loyalty.credit(return_value).await?;
    let Order { id, count, .. } = return_value;
    tracing::info!(order = id, points = count, to = customer.name, "credited");
    Ok(())
}

/// Take the points back.
#[is_side_effect_of("order_cancelled")]
async fn revoke(return_value: &Order, loyalty: Dep<dyn Loyalty>) -> Result<(), Failed> {
    loyalty.revoke(return_value).await?;
    tracing::info!(order = return_value.id, "points taken back");
    Ok(())
}
