//! Alerts in the log, where whoever watches it finds them.

use shop_effects::alerts::Alerts;

/// Writes alerts to the log, as warnings with the target `shop::alerts`.
#[derive(Debug, Clone, Copy)]
pub struct LoggedAlerts;

impl Alerts for LoggedAlerts {
    fn raise(&self, text: &str) {
        tracing::warn!(target: "shop::alerts", "{text}");
    }
}
