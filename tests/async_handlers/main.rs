//! Async handlers: when they run, and that they do not harm each other.

mod abort;
mod concurrency;
mod isolation;
mod mismatch;
