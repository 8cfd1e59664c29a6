//! What the user wrote: the arguments of the attributes, labels, and functions
//! taken apart.

pub(crate) mod args;
pub(crate) mod destructured;
pub(crate) mod durable;
pub(crate) mod errors;
pub(crate) mod function;
pub(crate) mod label;
mod options;
pub(crate) mod pattern;
