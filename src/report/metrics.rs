//! The series of all handlers, from the start.

#[cfg(feature = "tokio")]
use crate::event::metrics::background_pending;
use crate::event::metrics::{begin_events, begin_handler};
#[cfg(feature = "tokio")]
use crate::run::background;
use crate::wiring::registry::registry;

/// Shows the recorder that is installed all that this crate counts: what it is and in which unit,
/// and each series of the handlers that are there, with 0. Meant for the start of a program, after
/// it has installed its exporter.
///
/// Metrics are described and counted without this, too, from their first use on. But a series
/// that appears with a 1 looks to Prometheus as if it had been 1 ever since: `increase()` over it
/// is 0, and an alert misses the first failure after each start.
///
/// Does nothing where no recorder is installed, and no harm when called again. Handlers that are
/// [registered](crate::register) later have their series from their first run on.
///
/// # Examples
///
/// ```
/// // Here: install an exporter.
/// side_effects::describe_metrics();
/// ```
///
/// The [guide](crate::guide::metrics) has the exporter, too, and all metrics.
pub fn describe_metrics() {
    for label in registry().labels() {
        let handlers = registry().handlers(label);
        if handlers.is_empty() {
            continue;
        }
        begin_events(label);
        for handler in handlers {
            begin_handler(label, handler.path());
        }
    }
    #[cfg(feature = "tokio")]
    background_pending(background::pending);
}
