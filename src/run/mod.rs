//! How handlers run once their event has fired: one after the other, or those
//! of an async origin side by side; when a hold is released; in the background; by
//! a queue.
//!
//! An event comes in by `firing` or `concurrent`. Most that are sync take the short way,
//! `plainly`. Of others, `admission` asks the guards, and lets them go on, or wait in a
//! hold (`waiting`) until `release`. What runs in the background leaves by `offload`,
//! and what a queue runs by `durable`.
//!
//! Rests on `wiring`, `scope` and `event`.

mod admission;
#[cfg(feature = "tokio")]
mod around;
#[cfg(feature = "tokio")]
pub mod background;
mod concurrent;
#[cfg(feature = "durable")]
pub mod durable;
#[cfg(not(feature = "durable"))]
#[path = "no_durable.rs"]
mod durable;
mod failure;
mod firing;
mod nesting;
#[cfg_attr(not(feature = "tokio"), path = "no_offload.rs")]
mod offload;
mod plainly;
mod release;
mod running;
mod show;
mod waiting;

pub use concurrent::{async_event, fire_and_log, fire_async, seal};
pub use failure::{Abort, OnError};
pub use firing::{
    call, evaluate, fire, fire_or_abort, may_fire, never, passes, passes_or_aborts,
    prepare_and_fire,
};
pub use release::{Released, hold, hold_blocking};
