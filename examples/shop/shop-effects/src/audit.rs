//! The audit log: who did what, a line for each event.
//!
//! Inline, after the commit: a line is written in microseconds, and who reads the log finds all that
//! was answered. Before all other effects of its event, so that the log has it, should one of them
//! be the end of the process. What is lost between the commit and the line, the program adds when it
//! starts: lines are known by their event and number.

use std::io;

use serde_json::{Value, json};
use shop::{Customer, Order};
use side_effects::{Dep, Event, is_side_effect_of};

/// Where lines are written to.
pub trait AuditLog: Send + Sync {
    /// Appends an entry, which is there when this returns.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    fn append(&self, entry: &Value) -> io::Result<()>;
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
fn write_order(event: &Event<'_>, return_value: &Order, log: Dep<dyn AuditLog>) -> io::Result<()> {
    log.append(&of_order(event.label(), return_value))?;
    tracing::info!(order = return_value.id, "wrote {}", event.label());
    Ok(())
}

/// Write down who has registered.
#[is_side_effect_of("customer_registered", order = -1)]
fn write_customer(
    event: &Event<'_>,
    return_value: &Customer,
    log: Dep<dyn AuditLog>,
) -> io::Result<()> {
    log.append(&of_customer(event.label(), return_value))?;
    tracing::info!(customer = return_value.id, "wrote {}", event.label());
    Ok(())
}
