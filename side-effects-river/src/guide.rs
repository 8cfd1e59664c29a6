//! Guides: what the crate is for, in whole pages.

#[doc = include_str!("../docs/durable.md")]
pub mod durable {}
