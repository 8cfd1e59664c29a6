//! User code that may panic, kept from tearing down what called it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::BoxError;

/// Runs user code that may panic; `Err` holds the message.
///
/// What it was working on may be left half done, as after any error. That is
/// its own affair: no lock of this crate is held, and what it gets to see is
/// behind a shared reference.
#[inline]
pub(super) fn catch_panic<R>(run: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(run)).map_err(caught)
}

/// The message of a panic that was caught.
#[cold]
fn caught(payload: Box<dyn Any + Send>) -> String {
    let message = message(&*payload);
    drop_quietly(payload);
    message
}

/// Drops what user code has left behind, which may panic, too.
pub(super) fn drop_quietly<T>(left: T) {
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

/// How a handler has failed.
#[derive(Debug)]
pub(super) enum Failure {
    Returned(BoxError),
    Panicked(String),
    /// It could not run: the text of the mismatch.
    Mismatched(String),
}

/// Runs so many items, each by its number, and does what has to be done about
/// one that fails, until that is an error.
///
/// One `catch_unwind` is enough for all up to the first that fails: what it
/// costs is paid once, and not for each.
#[inline]
pub(super) fn run_each<E>(
    count: usize,
    mut run: impl FnMut(usize) -> Result<(), Failure>,
    mut failed: impl FnMut(usize, Failure) -> Result<(), E>,
) -> Result<(), E> {
    let mut next = 0;
    loop {
        let ended = catch_unwind(AssertUnwindSafe(|| {
            while next < count {
                next += 1;
                run(next - 1)?;
            }
            Ok(())
        }));
        let failure = match ended {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(failure)) => failure,
            Err(payload) => Failure::Panicked(caught(payload)),
        };
        failed(next - 1, failure)?;
    }
}
