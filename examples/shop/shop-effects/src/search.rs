//! The index by which people find orders.
//!
//! In the background: it takes its time, nobody who orders should wait for it, and what a crash loses
//! can be indexed again from the table of orders. The program does that when it starts.

use shop::{Customer, Order};
use side_effects::{Dep, is_side_effect_of};

use crate::{Done, Failed};

/// Where orders are found by what is in them, and by who placed them.
pub trait SearchIndex: Send + Sync {
    /// Adds an order, or puts it in the place of what was there under its number.
    fn add<'a>(&'a self, order: &'a Order, customer: &'a Customer) -> Done<'a>;
}

/// Add the order to the search index.
#[is_side_effect_of("order_placed", background)]
async fn index(
    customer: &Customer,
    return_value: &Order,
    index: Dep<dyn SearchIndex>,
) -> Result<(), Failed> {
    index.add(return_value, customer).await?;
    tracing::info!(order = return_value.id, "indexed");
    Ok(())
}
