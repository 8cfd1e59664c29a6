//! Durable side effects on PostgreSQL: the server of `DATABASE_URL`, or else one on
//! 127.0.0.1:5432 that lets `postgres` in without a password. Where there is none, each test
//! says so, and is skipped.
#![cfg(feature = "postgres")]

mod common;
#[path = "common/postgres.rs"]
mod engine;
mod suite;
