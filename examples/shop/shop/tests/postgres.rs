//! The shop on PostgreSQL. Where there is none, each test says that it was skipped.

#[path = "common/postgres.rs"]
mod engine;
mod suite;
