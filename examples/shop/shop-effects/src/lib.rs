//! What follows from what a shop does: a module for each effect, which says what it needs of the
//! outside world, and why it runs as it runs.
//!
//! The shop does not know this crate. A program that links both has the effects.

pub mod alerts;
pub mod audit;
pub mod loyalty;
pub mod mail;
pub mod search;
pub mod warehouse;

/// What a method of the outside world returns: the traits have to be `dyn`.
pub type Done<'a> = side_effects::durable::BoxFuture<'a, Result<(), Failed>>;

/// Why the outside world did not do it.
pub type Failed = side_effects::durable::BoxError;

#[cfg(test)]
mod fakes;
#[cfg(test)]
mod together;
