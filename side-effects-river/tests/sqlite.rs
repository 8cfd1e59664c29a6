//! Durable side effects on SQLite, in a file.
#![cfg(feature = "sqlite")]

mod common;
#[path = "common/sqlite.rs"]
mod engine;
mod suite;
