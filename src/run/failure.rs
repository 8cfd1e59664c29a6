//! What is done about a handler that fails.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{BoxError, Cause, Error};
use crate::event::fate::{Ending, Name};
use crate::event::isolation::{catch_panic, caught, drop_quietly};
use crate::event::metrics;
use crate::scope::failures::Failures;
use crate::scope::{self, interest, switches};

/// What an origin does about a side effect that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// Log it, and go on with the next.
    Log,
    /// Stop there, and return the error.
    Abort,
}

impl OnError {
    #[cold]
    pub(super) fn handle(self, error: Error) -> Result<(), Box<Error>> {
        if interest::any() {
            scope::failed(&collected(&error));
        }
        if switches::abort_on_error() {
            let text = Chain(&error).to_string();
            // Not while unwinding: if its `Drop` panicked then, the process would
            // abort.
            drop_quietly(error);
            panic!("{text}");
        }
        match self {
            Self::Log => {
                log(&error);
                drop_quietly(error);
                Ok(())
            }
            Self::Abort => Err(Box::new(error)),
        }
    }
}

/// What is done about the handlers of an event that fail: what its origin says,
/// and who collects them.
#[derive(Clone, Copy)]
pub(super) struct Policy<'a> {
    pub(super) on_error: OnError,
    pub(super) failures: Option<&'a Failures>,
}

impl From<OnError> for Policy<'_> {
    fn from(on_error: OnError) -> Self {
        Self {
            on_error,
            failures: None,
        }
    }
}

impl Policy<'_> {
    #[cold]
    pub(super) fn failed(
        self,
        label: &'static str,
        handler: &str,
        failure: Failure,
    ) -> Result<(), Box<Error>> {
        if let Some(ending) = failure.ending() {
            metrics::handler(Name::Linked(label), Name::Other(handler), ending);
        }
        let error = failure.of(label, handler);
        if let Some(failures) = self.failures {
            failures.collect(collected(&error));
        }
        self.on_error.handle(error)
    }
}

pub(super) fn log(error: &Error) {
    tracing::error!(
        target: "side_effects",
        label = error.label(),
        handler = error.handler(),
        error = %error.cause(),
        "side effect failed"
    );
}

/// What a guard keeps of an error.
pub(super) fn collected(error: &Error) -> scope::failures::Failure {
    let (handler, cause) = (error.handler().to_owned(), error.cause().to_string());
    scope::failures::Failure::new(error.label(), handler, cause)
}

/// An error and its causes, in one line.
struct Chain<'a>(&'a (dyn std::error::Error + 'a));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match catch_panic(|| (self.0.to_string(), self.0.source())) {
            Ok((text, None)) => f.write_str(&text),
            Ok((text, Some(source))) => write!(f, "{text}: {}", Chain(source)),
            Err(message) => write!(f, "(its text panicked: {message})"),
        }
    }
}

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(source) => Chain(*source).fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// How a handler has failed.
#[derive(Debug)]
pub(super) enum Failure {
    Returned(BoxError),
    Panicked(String),
    /// It could not run: the text of the mismatch.
    Mismatched(String),
    /// It was given up before its job was written, and whoever did so has counted it.
    #[cfg(feature = "durable")]
    Abandoned(BoxError),
}

impl Failure {
    /// What it counts as.
    fn ending(&self) -> Option<Ending> {
        match self {
            Self::Returned(_) => Some(Ending::Failed),
            Self::Panicked(_) => Some(Ending::Panicked),
            Self::Mismatched(_) => Some(Ending::Mismatched),
            #[cfg(feature = "durable")]
            Self::Abandoned(_) => None,
        }
    }

    /// The same as the error of a handler.
    pub(super) fn of(self, label: &'static str, handler: &str) -> Error {
        let handler = handler.to_owned();
        match self {
            Self::Returned(source) => Error::HandlerFailed {
                label,
                handler,
                source,
            },
            #[cfg(feature = "durable")]
            Self::Abandoned(source) => Error::HandlerFailed {
                label,
                handler,
                source,
            },
            Self::Panicked(message) => Error::HandlerPanicked {
                label,
                handler,
                message,
            },
            Self::Mismatched(message) => Error::SignatureMismatch {
                label,
                handler,
                message,
            },
        }
    }
}

impl From<BoxError> for Failure {
    fn from(error: BoxError) -> Self {
        Self::Returned(error)
    }
}

/// Runs each of the items, and does what has to be done about one that fails,
/// until that is an error.
#[inline(always)]
pub(super) fn run_each<'i, T, F: Into<Failure>, E>(
    items: &'i [T],
    mut run: impl FnMut(&'i T) -> Result<(), F>,
    mut failed: impl FnMut(&'i T, Failure) -> Result<(), E>,
) -> Result<(), E> {
    let mut left = items;
    while let Err(failure) = run_until_failure(&mut left, &mut run) {
        if let [item, others @ ..] = left {
            left = others;
            failed(item, failure)?;
        }
    }
    Ok(())
}

/// Runs the items up to the first that fails, and leaves that and those after it.
///
/// One `catch_unwind` is enough for all of them: what it costs is paid once, and not
/// for each.
#[inline(always)]
pub(super) fn run_until_failure<'i, T, F: Into<Failure>>(
    left: &mut &'i [T],
    mut run: impl FnMut(&'i T) -> Result<(), F>,
) -> Result<(), Failure> {
    let ended = catch_unwind(AssertUnwindSafe(|| {
        while let [item, others @ ..] = *left {
            run(item)?;
            *left = others;
        }
        Ok::<(), F>(())
    }));
    match ended {
        Ok(ended) => ended.map_err(Into::into),
        Err(payload) => Err(Failure::Panicked(caught(payload))),
    }
}

/// The same for items that change as they run.
pub(super) fn run_each_mut<T, E>(
    items: &mut [T],
    mut run: impl FnMut(&mut T) -> Result<(), Failure>,
    mut failed: impl FnMut(&mut T, Failure) -> Result<(), E>,
) -> Result<(), E> {
    let mut next = 0;
    loop {
        let ended = catch_unwind(AssertUnwindSafe(|| {
            while let Some(item) = items.get_mut(next) {
                next += 1;
                run(item)?;
            }
            Ok(())
        }));
        let failure = match ended {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(failure)) => failure,
            Err(payload) => Failure::Panicked(caught(payload)),
        };
        failed(&mut items[next - 1], failure)?;
    }
}

/// What a function under `on_error = abort` returns.
#[diagnostic::on_unimplemented(
    message = "a function with `on_error = abort` cannot return `{Self}`",
    label = "expected `Result<_, E>` with `E: From<side_effects::Error>`",
    note = "a failing side effect is returned as `Err(error.into())`; `on_error = log` has no such need"
)]
pub trait Abort {
    /// The return value for a side effect that failed.
    fn abort(error: Error) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T, E: From<Error>> Abort for Result<T, E> {
    fn abort(error: Error) -> Self {
        Err(error.into())
    }
}
