//! What the handlers of a test have seen. They run on the thread of their
//! origin, so that tests in parallel do not read each other's notes.
//!
//! Handlers take notes instead of asserting: their panics are caught.

use std::cell::RefCell;

thread_local! {
    static NOTES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn note(seen: impl Into<String>) {
    NOTES.with_borrow_mut(|notes| notes.push(seen.into()));
}

/// The notes that were taken on this thread while `run` ran.
pub(crate) fn notes_of<R>(run: impl FnOnce() -> R) -> Vec<String> {
    NOTES.take();
    run();
    NOTES.take()
}
