//! All that touches River's own interface, which still moves.

mod engine;
mod insert;
mod list;
mod migrate;
#[cfg(feature = "postgres")]
mod postgres;
mod run;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tags;
mod tally;

pub use engine::Engine;
pub(crate) use insert::{Inserter, is_aborted};
pub(crate) use list::{Lister, rfc3339};
#[cfg(feature = "postgres")]
pub(crate) use postgres::connect as connect_postgres;
pub(crate) use run::{HEAD_START, Running, Settings};
#[cfg(feature = "sqlite")]
pub(crate) use sqlite::connect as connect_sqlite;
pub(crate) use tally::{Tally, tallies};
