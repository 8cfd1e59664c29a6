//! User code that may panic, kept from tearing down what called it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs user code that may panic; `Err` holds the message.
///
/// What it was working on may be left half done, as after any error. That is
/// its own affair: no lock of this crate is held, and what it gets to see is
/// behind a shared reference.
#[inline]
pub(crate) fn catch_panic<R>(run: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(run)).map_err(caught)
}

/// The message of a panic that was caught.
#[cold]
pub(crate) fn caught(payload: Box<dyn Any + Send>) -> String {
    let message = message(&*payload);
    drop_quietly(payload);
    message
}

/// Drops what user code has left behind, which may panic, too.
pub(crate) fn drop_quietly<T>(left: T) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(left))) {
        // It may panic in its turn, and so on: better never to know.
        std::mem::forget(payload);
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is no text")
        .to_owned()
}
