//! Guards and futures.

mod attribute;
mod stress;
mod wrap;
