//! What is linked in or registered, and which handler gets what of which
//! origin.
//!
//! Rests on `scope` and `event`.

pub(crate) mod binding;
// Its public items are for expansions.
#[doc(hidden)]
pub(crate) mod callsite;
// Its items for expansions, too.
#[cfg_attr(not(feature = "durable"), path = "no_durable.rs")]
pub(crate) mod durable;
pub(crate) mod handler;
#[doc(hidden)]
pub(crate) mod kept;
mod on;
pub(crate) mod plan;
pub(crate) mod registration;
pub(crate) mod registry;
pub(crate) mod room;
#[doc(hidden)]
pub(crate) mod typed;
pub(crate) mod unfired;
