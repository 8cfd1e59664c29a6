//! The expansions: what is written in place of each attribute and macro.
//!
//! Rests on `analyze` and `read`.

mod facts;
pub(crate) mod fire;
pub(crate) mod guard;
pub(crate) mod handler;
pub(crate) mod origin;
mod probe;
mod return_type;
mod typed;
