//! The audit log: who did what, a line for each event.
//!
//! Inline, after the commit: a line is written in microseconds, and who reads the log finds all that
//! was answered. With a lower `order` than the other inline effects, which would run at the same time
//! otherwise: the log should have the order before its points are booked. What is lost between the
//! commit and the line, the program adds when it starts: lines are known by their event and number.

use serde_json::{Value, json};
use shop::{Customer, Order};
use side_effects::{Dep, Event, is_side_effect_of};

use crate::{Done, Failed};

/// Where lines are written to.
pub trait AuditLog: Send + Sync {
    /// Appends an entry.
    fn append(&self, entry: &Value) -> Done<'_>;
}

/// The entry of something that happened to an order.
#[must_use]
pub fn of_order(event: &str, order: &Order) -> Value {
    let Order {
        id,
        customer,
        article,
        count,
        ..
    } = order;
    json!({"event": event, "order": id, "customer": customer, "article": article, "count": count})
}

/// The entry of somebody who has registered.
#[must_use]
pub fn of_customer(event: &str, customer: &Customer) -> Value {
    json!({"event": event, "customer": customer.id})
}

/// Write down what happened to the order.
#[is_side_effect_of("order_placed", "order_cancelled", "order_shipped", order = -1)]
async fn write_order(
    event: &Event<'_>,
    return_value: &Order,
    log: Dep<dyn AuditLog>,
) -> Result<(), Failed> {
    log.append(&of_order(event.label(), return_value)).await?;
    tracing::info!(order = return_value.id, "wrote {}", event.label());
    Ok(())
}

/// Write down who has registered.
#[is_side_effect_of("customer_registered")]
async fn write_customer(
    event: &Event<'_>,
    return_value: &Customer,
    log: Dep<dyn AuditLog>,
) -> Result<(), Failed> {
    log.append(&of_customer(event.label(), return_value))
        .await?;
    tracing::info!(customer = return_value.id, "wrote {}", event.label());
    Ok(())
}
