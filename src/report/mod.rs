//! How the wiring is told: the check, the listing and its formats, the
//! committed page, and the command that shows them.
//!
//! Rests on `run`, `wiring` and `event`.

pub(crate) mod check;
#[cfg(feature = "cli")]
pub mod command;
mod diff;
#[cfg(feature = "durable")]
mod durable;
pub(crate) mod listing;
pub(crate) mod message;
#[cfg(feature = "metrics")]
pub(crate) mod metrics;
// Its public items are for expansions.
#[doc(hidden)]
pub(crate) mod snapshot;

pub(crate) mod wiring;
