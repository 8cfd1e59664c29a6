//! What can be known from tokens: how a function runs, what its parameters
//! offer, which types last, and what the body may move.
//!
//! Rests on `read`.

mod moved_self;
mod mutable_borrows;
pub(crate) mod observed;
pub(crate) mod params;
pub(crate) mod result;
pub(crate) mod selection;
pub(crate) mod shape;
pub(crate) mod tracked;
pub(crate) mod type_params;
pub(crate) mod types;
pub(crate) mod why;
