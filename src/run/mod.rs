//! How handlers run once their event has fired: one after the other, or those
//! of an async origin side by side.
//!
//! Rests on `wiring`, `scope` and `event`.

mod concurrent;
mod firing;

pub use firing::{Abort, OnError, call, cold, evaluate};
