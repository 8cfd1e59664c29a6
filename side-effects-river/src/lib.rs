#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

#[cfg(not(any(feature = "postgres", feature = "sqlite")))]
compile_error!("side-effects-river needs a database: feature `sqlite` or `postgres`");

mod adapter;
#[cfg(feature = "cli")]
pub mod cli;
mod error;
pub mod guide;
mod jobs;
#[cfg(feature = "metrics")]
mod metrics;
mod river;
mod worker;

pub use adapter::Engine;
pub use error::Error;
pub use jobs::{Failed, Filter, Jobs, Page, State, StoredJob, UnknownState};
pub use river::River;
/// The sqlx of River's pools and transactions.
///
/// To have TLS, depend on the same version of it, with one of its TLS features.
pub use sqlx;
pub use worker::{Stopped, Worker, WorkerBuilder};
