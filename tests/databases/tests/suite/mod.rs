//! What the tests of each engine have in common: all but `engine`, which they bring.

mod cancelled;
mod committed;
#[path = "../../../common/drop_after.rs"]
mod drop_after;
mod own_caller;
mod regressions;
mod rolled_back;
mod savepoints;
mod shop;
mod swallowed;
