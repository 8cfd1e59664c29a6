//! Guides: what the crate is for, in whole pages.

// Its examples need an exporter: `tests/metrics` runs them.
#[cfg(feature = "metrics")]
#[cfg_attr(not(doctest), doc = include_str!("../docs/guide/metrics.md"))]
pub mod metrics {}
