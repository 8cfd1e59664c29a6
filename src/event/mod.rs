//! What an origin is, and what one call of it holds: which of its values
//! handlers can see, how, and whether it succeeded.
//!
//! Rests on nothing but the error type.

pub(crate) mod arg_error;
// Their public items are for expansions.
#[doc(hidden)]
pub(crate) mod capture;
pub(crate) mod delivery;
#[doc(hidden)]
pub(crate) mod erased;
pub(crate) mod fate;
pub(crate) mod fired;
pub(crate) mod isolation;
#[cfg(feature = "durable")]
pub(crate) mod job;
pub(crate) mod jobs;
mod look;
#[cfg_attr(not(feature = "metrics"), path = "no_metrics.rs")]
pub(crate) mod metrics;
pub(crate) mod origin;
pub(crate) mod outcome;
pub(crate) mod owned;
mod path;
pub(crate) mod suggest;
