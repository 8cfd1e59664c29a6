//! What can be known from tokens: how a function runs, what its parameters
//! offer, what borrows, and what the body may move.
//!
//! Rests on `read`.

pub(crate) mod borrows;
mod moved_self;
pub(crate) mod observed;
pub(crate) mod params;
pub(crate) mod result;
pub(crate) mod selection;
pub(crate) mod shape;
pub(crate) mod tracked;
