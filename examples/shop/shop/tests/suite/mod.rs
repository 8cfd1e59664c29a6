//! What is asked of the shop on each database: that it does its own work, and says what happened.
//!
//! No effect is linked here, and none would run: the tests are under `#[disable_side_effects]`.

mod customers;
mod open;
mod orders;
mod tables;
