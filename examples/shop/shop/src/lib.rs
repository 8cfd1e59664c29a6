//! What a shop does: it registers customers, and places, cancels and ships orders.
//!
//! Each of these is a function that takes the transaction, does its own work and returns. What
//! follows from it, mails and all, is in no function here: see the crate `shop-effects`.

pub mod customers;
mod error;
pub mod orders;
mod store;

pub use customers::Customer;
pub use error::Error;
pub use orders::{Order, State};
pub use store::Store;
