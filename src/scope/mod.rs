//! Where events go other than to their handlers: guards and what they collect,
//! holds and what waits in them, the switches of the process, and what is provided
//! for handlers.
//!
//! Rests on `event`.

mod admission;
mod carry;
pub(crate) mod deps;
pub(crate) mod events;
pub(crate) mod failures;
mod frames;
mod guard;
pub(crate) mod hold;
// Its public items are for expansions.
#[doc(hidden)]
pub(crate) mod interest;
#[cfg(feature = "tokio")]
pub(crate) mod pending;
pub(crate) mod switches;
pub(crate) mod wrap;

pub(crate) use admission::{Admission, admit, is_seen};
#[cfg(feature = "durable")]
pub(crate) use admission::{admits_job, admits_no_job};
pub(crate) use frames::{Observer, failed, provided};

pub use carry::{Scope, disabled_scope};
pub use guard::{
    DisabledSideEffects, RecordedSideEffects, disable_side_effects, disable_side_effects_globally,
    record_side_effects,
};
pub use hold::{HeldSideEffects, Hold, hold_side_effects};
