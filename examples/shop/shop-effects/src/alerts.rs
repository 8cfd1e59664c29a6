//! Alerts to the people who buy for the shop.
//!
//! Inline: it costs a line. The event is fired in the middle of `place_order`, by `fire!`, since it is
//! about the stock and not about the order; it is held until the commit with the rest.

use side_effects::{Dep, is_side_effect_of};

/// Who is told.
pub trait Alerts: Send + Sync {
    /// Raises an alert.
    fn raise(&self, text: &str);
}

/// Ask purchasing for more, while there is time.
#[is_side_effect_of("stock_low")]
fn reorder(article: &str, left: i64, alerts: Dep<dyn Alerts>) {
    alerts.raise(&format!("only {left} × {article} left"));
}
