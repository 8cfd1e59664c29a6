//! What the tests of all engines have in common. A test binary brings `engine`: `sqlite.rs` or
//! `postgres.rs` beside this.
#![allow(dead_code, unused_imports, reason = "no test binary needs all of it")]

#[path = "../../../tests/common/drop_after.rs"]
mod drop_after;
mod shop;
mod wait;

pub(crate) use drop_after::{drop_after, drop_once};
pub(crate) use shop::{OrderError, Shop, place_in_background, place_order, place_sync};
pub(crate) use wait::{eventually, seconds};
