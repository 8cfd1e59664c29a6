//! Running the handlers of an event, each apart from the others.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use crate::error::{BoxError, Error};
use crate::event::fired::{Event, Values};
use crate::event::origin::Origin;
use crate::scope::{self, interest, switches};
use crate::wiring::binding::Mismatch;
use crate::wiring::handler::{Call, HandlerResult, Run, RuntimeHandler};
use crate::wiring::plan::{Armed, Plan, Step};

/// What an origin does about a side effect that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// Log it, and go on with the next.
    Log,
    /// Stop there, and return the error.
    Abort,
}

impl OnError {
    pub(super) fn handle(self, error: Error) -> Result<(), Error> {
        if switches::abort_on_error() {
            let text = Chain(&error).to_string();
            // Not while unwinding: if its `Drop` panicked then, the process would
            // abort.
            drop_quietly(error);
            panic!("{text}");
        }
        match self {
            Self::Log => {
                tracing::error!(
                    target: "side_effects",
                    label = error.label(),
                    handler = error.handler(),
                    error = %Chain(&error),
                    "side effect failed"
                );
                drop_quietly(error);
                Ok(())
            }
            Self::Abort => Err(error),
        }
    }
}

/// Calls the body of an origin. That it is an `FnOnce` here makes the closure
/// one, which may then return what it borrows from its captures.
#[inline(always)]
pub fn call<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// Runs `run` out of line, so that the hot path of the caller stays small.
#[inline(never)]
pub fn cold<R>(run: impl FnOnce() -> R) -> R {
    run()
}

/// Asks a `run_on_exit` predicate.
pub fn evaluate<R: ?Sized>(value: &R, predicate: impl FnOnce(&R) -> bool) -> bool {
    predicate(value)
}

impl Armed {
    /// Whether the predicate lets the event fire.
    ///
    /// # Errors
    ///
    /// If the predicate panics, with [`OnError::Abort`].
    pub fn passes(
        &self,
        on_error: OnError,
        predicate: impl FnOnce() -> bool,
    ) -> Result<bool, Error> {
        let facts = &self.site.origin.facts;
        catch_panic(predicate).or_else(|message| {
            let error = Error::PredicatePanicked {
                label: facts.label,
                origin: facts.path,
                message,
            };
            on_error.handle(error).map(|()| false)
        })
    }

    /// Fires the event: runs all handlers, unless it is suppressed.
    ///
    /// # Errors
    ///
    /// If a handler fails, with [`OnError::Abort`].
    pub fn fire(&self, on_error: OnError, values: Values<'_>) -> Result<(), Error> {
        let Some((plan, event)) = self.admitted(&values) else {
            return Ok(());
        };
        let (early, late) = plan.steps.split_at(plan.early);
        for step in early {
            step.run(&event).or_else(|error| on_error.handle(error))?;
        }
        for handler in self.runtime.iter().flat_map(|handlers| handlers.iter()) {
            handler
                .run(&event)
                .or_else(|error| on_error.handle(error))?;
        }
        for step in late {
            step.run(&event).or_else(|error| on_error.handle(error))?;
        }
        Ok(())
    }

    /// The event, if it is not suppressed, with the plan for its handlers.
    pub(super) fn admitted<'a>(
        &self,
        values: &'a Values<'a>,
    ) -> Option<(&'static Plan, Event<'a>)> {
        let origin = Origin(self.site.origin);
        let (label, path) = (origin.label(), origin.path());
        if interest::any() && !scope::admits(origin) {
            tracing::debug!(target: "side_effects", label, origin = path, "suppressed");
            return None;
        }
        tracing::debug!(target: "side_effects", label, origin = path, "fired");
        let plan = self.plan?;
        Some((plan, Event::new(origin, &plan.offers, values)))
    }
}

impl Step {
    pub(super) fn run(&self, event: &Event<'_>) -> Result<(), Error> {
        let call = self.call(event)?;
        let Run::Sync(handler) = self.handler.run else {
            unreachable!("an async handler is not bound to a sync origin");
        };
        run(event.label(), self.handler.facts.path, || handler(&call))
    }

    /// What the handler sees, if it is bound to the origin.
    pub(super) fn call<'a>(&'a self, event: &'a Event<'a>) -> Result<Call<'a>, Error> {
        match &self.binding {
            Ok(sources) => {
                self.check_needs(event)
                    .map_err(|source| Error::HandlerFailed {
                        label: event.label(),
                        handler: self.handler.facts.path.to_owned(),
                        source,
                    })?;
                Ok(Call { event, sources })
            }
            Err(mismatch) => Err(self.mismatched(mismatch)),
        }
    }

    /// Whether all is there that no signature can promise.
    fn check_needs(&self, event: &Event<'_>) -> Result<(), BoxError> {
        for need in &self.needs {
            (need.look)()?;
        }
        if self.needs_ok && event.values().ok.is_none() {
            return Err(
                "the event fired with an `Err`, and the handler takes the value of an `Ok`: \
                        take the whole, `return_value: &Result<_, _>`"
                    .into(),
            );
        }
        Ok(())
    }

    pub(super) fn mismatched(&self, mismatch: &Mismatch) -> Error {
        let facts = &self.handler.facts;
        Error::SignatureMismatch {
            label: facts.label,
            handler: facts.path.to_owned(),
            message: mismatch.to_string(),
        }
    }
}

impl RuntimeHandler {
    pub(super) fn run(&self, event: &Event<'_>) -> Result<(), Error> {
        if !self.registered.load(Ordering::Acquire) {
            return Ok(());
        }
        run(event.label(), &self.name, || (self.run)(event))
    }
}

/// Runs one handler in its span, and tells how it went.
fn run(
    label: &'static str,
    handler: &str,
    run: impl FnOnce() -> HandlerResult,
) -> Result<(), Error> {
    let ended = span(label, handler).in_scope(|| catch_panic(run));
    verdict(label, handler, ended)
}

pub(super) fn span(label: &'static str, handler: &str) -> tracing::Span {
    tracing::debug_span!(target: "side_effects", "side_effect", label, handler)
}

/// The error of a handler that has returned one, or has panicked.
pub(super) fn verdict(
    label: &'static str,
    handler: &str,
    ended: Result<HandlerResult, String>,
) -> Result<(), Error> {
    let handler = || handler.to_owned();
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(source)) => Err(Error::HandlerFailed {
            label,
            handler: handler(),
            source,
        }),
        Err(message) => Err(Error::HandlerPanicked {
            label,
            handler: handler(),
            message,
        }),
    }
}

/// Runs user code that may panic; `Err` holds the message.
///
/// What it was working on may be left half done, as after any error. That is
/// its own affair: no lock of this crate is held, and what it gets to see is
/// behind a shared reference.
pub(super) fn catch_panic<R>(run: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| {
        let message = message(&*payload);
        drop_quietly(payload);
        message
    })
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
