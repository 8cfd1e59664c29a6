//! How handlers run once their event has fired: one after the other, or those
//! of an async origin side by side.
//!
//! Rests on `wiring`, `scope` and `event`.

mod concurrent;
mod failure;
mod firing;
mod isolation;

pub use concurrent::fire_async;
pub use failure::{Abort, OnError};
pub use firing::{
    behind, call, evaluate, fire, fire_or_abort, fire_values, passes, see, unseen, whole,
};
