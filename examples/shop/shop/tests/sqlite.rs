//! The shop on SQLite.

#[path = "common/sqlite.rs"]
mod engine;
mod suite;
