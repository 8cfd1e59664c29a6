//! Runs the examples of the guide, which need an exporter.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide/metrics.md")]
pub mod guide {}
