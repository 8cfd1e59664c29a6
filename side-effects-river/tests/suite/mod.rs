//! What is asked of each engine.

mod attempts;
mod committed;
mod dropped;
mod jobs;
#[cfg(feature = "metrics")]
mod metrics;
mod migrated;
mod rolled_back;
mod spawned;
mod stopped;
mod waiting;
