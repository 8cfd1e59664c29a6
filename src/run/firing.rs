//! Firing an event: whether it is to be, and the handlers one after the other.

use std::ops::Deref;
use std::sync::atomic::Ordering;

use tracing::Level;

use crate::error::Error;
use crate::event::erased::{Local, Values};
use crate::event::fired::Event;
use crate::event::origin::Origin;
use crate::run::failure::OnError;
use crate::run::isolation::{Failure, catch_panic, run_each};
use crate::scope::{self, interest};
use crate::wiring::callsite::{Callsite, Prepared};
use crate::wiring::handler::{Call, Run, RuntimeHandler};
use crate::wiring::plan::{Obstacle, Plan, Step};

/// Calls the body of an origin. That it is an `FnOnce` here makes the closure
/// one, which may then return what it borrows from its captures.
#[inline(always)]
pub fn call<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// Asks a `run_on_exit` predicate.
pub fn evaluate<R: ?Sized>(value: &R, predicate: impl FnOnce(&R) -> bool) -> bool {
    predicate(value)
}

/// What handlers see of a return value: the whole of it, and the value of its
/// `Ok`.
type Views<R> = [for<'a> fn(&'a R) -> Local<'a>; 2];

/// Looks at a return value.
pub fn see<'a, R: ?Sized>(result: &'a R, view: fn(&'a R) -> Local<'a>) -> Local<'a> {
    view(result)
}

/// All of a return value.
pub fn whole<R: 'static>(result: &R) -> Local<'_> {
    Local::new(result)
}

/// What a return value refers to.
pub fn behind<R: Deref>(result: &R) -> Local<'_>
where
    R::Target: 'static,
{
    Local::new(&**result)
}

/// Nothing of it.
pub fn unseen<R>(_: &R) -> Local<'_> {
    Local::nothing()
}

/// Fires the event of an origin that has returned `result`, which is handed
/// back. It comes by value, so that an origin that has nothing to fire need not
/// keep it in memory.
#[inline(never)]
pub fn fire<R, const N: usize>(
    callsite: &'static Callsite,
    prepared: Prepared,
    verdict: impl FnOnce(&R) -> bool,
    views: Views<R>,
    args: [Local<'_>; N],
    result: R,
) -> R {
    let on_error = OnError::Log;
    // There is no error but with `OnError::Abort`.
    if let Ok(true) = passes(callsite, on_error, || verdict(&result)) {
        let seen = views.map(|view| view(&result));
        let _ = fire_values(callsite, prepared, on_error, &args, &seen);
    }
    result
}

/// The same for an origin with [`OnError::Abort`].
///
/// # Errors
///
/// If a handler fails.
#[inline(never)]
pub fn fire_or_abort<R, const N: usize>(
    callsite: &'static Callsite,
    prepared: Prepared,
    verdict: impl FnOnce(&R) -> bool,
    views: Views<R>,
    args: [Local<'_>; N],
    result: R,
) -> Result<R, Error> {
    let on_error = OnError::Abort;
    if passes(callsite, on_error, || verdict(&result)).map_err(|error| *error)? {
        let seen = views.map(|view| view(&result));
        fire_values(callsite, prepared, on_error, &args, &seen).map_err(|error| *error)?;
    }
    Ok(result)
}

/// Whether the predicate lets the event fire.
///
/// # Errors
///
/// If the predicate panics, with [`OnError::Abort`].
#[inline]
pub fn passes(
    callsite: &'static Callsite,
    on_error: OnError,
    predicate: impl FnOnce() -> bool,
) -> Result<bool, Box<Error>> {
    catch_panic(predicate).or_else(|message| {
        let origin = Origin(&callsite.origin);
        let error = Error::PredicatePanicked {
            label: origin.label(),
            origin: origin.path(),
            message,
        };
        on_error.handle(error).map(|()| false)
    })
}

/// Fires an event with these values, all of whose handlers are sync.
pub fn fire_values(
    callsite: &'static Callsite,
    prepared: Prepared,
    on_error: OnError,
    args: &[Local<'_>],
    result: &[Local<'_>; 2],
) -> Result<(), Box<Error>> {
    let Some(plan) = admitted(callsite, prepared) else {
        return Ok(());
    };
    let values = if plan.has_home {
        Values::at_home(args, result)
    } else {
        Values::shared(args, result)
    };
    let event = Event::new(Origin(&callsite.origin), &plan.offers, &values);
    if !prepared.has_registered {
        return run_steps(&plan.steps, &event, on_error);
    }
    let (early, late) = plan.steps.split_at(plan.early);
    run_steps(early, &event, on_error)?;
    run_registered(callsite, &event, on_error)?;
    run_steps(late, &event, on_error)
}

/// The plan for an event, if it has handlers and is not suppressed.
pub(super) fn admitted(callsite: &'static Callsite, prepared: Prepared) -> Option<&'static Plan> {
    let origin = Origin(&callsite.origin);
    if interest::any() && !scope::admits(origin) {
        tracing::debug!(
            target: "side_effects",
            label = origin.label(),
            origin = origin.path(),
            "suppressed"
        );
        return None;
    }
    tracing::debug!(
        target: "side_effects",
        label = origin.label(),
        origin = origin.path(),
        "fired"
    );
    prepared.plan
}

fn run_steps(steps: &[Step], event: &Event<'_>, on_error: OnError) -> Result<(), Box<Error>> {
    let has_spans = has_spans();
    let run = |at: usize| {
        let step = &steps[at];
        if has_spans {
            span(event.label(), step.handler.facts.path).in_scope(|| step.run(event))
        } else {
            step.run(event)
        }
    };
    run_each(steps.len(), run, |at, failure| {
        on_error.failed(event.label(), steps[at].handler.facts.path, failure)
    })
}

/// Runs the handlers that were registered at run time.
pub(super) fn run_registered(
    callsite: &'static Callsite,
    event: &Event<'_>,
    on_error: OnError,
) -> Result<(), Box<Error>> {
    let handlers = callsite.label().registered();
    let run = |at: usize| {
        let handler: &RuntimeHandler = &handlers[at];
        if !handler.registered.load(Ordering::Acquire) {
            return Ok(());
        }
        let run = || (handler.run)(event).map_err(Failure::Returned);
        span(event.label(), &handler.name).in_scope(run)
    };
    run_each(handlers.len(), run, |at, failure| {
        on_error.failed(event.label(), &handlers[at].name, failure)
    })
}

impl Step {
    #[inline]
    pub(super) fn run(&self, event: &Event<'_>) -> Result<(), Failure> {
        let Run::Sync(handler) = self.handler.run else {
            return Err(self.is_async());
        };
        handler(&self.call(event)?).map_err(Failure::Returned)
    }

    /// What the handler sees, if it is bound to the origin.
    #[inline]
    pub(super) fn call<'a>(&'a self, event: &'a Event<'a>) -> Result<Call<'a>, Failure> {
        if !self.is_ready {
            self.obstacle(event).map_err(|obstacle| match obstacle {
                Obstacle::Mismatch(mismatch) => Failure::Mismatched(mismatch.to_string()),
                Obstacle::Missing(source) => Failure::Returned(source),
            })?;
        }
        Ok(Call {
            event,
            sources: &self.sources,
        })
    }

    /// An async handler does not fit a sync origin.
    #[cold]
    fn is_async(&self) -> Failure {
        match self.mismatch() {
            Some(mismatch) => Failure::Mismatched(mismatch.to_string()),
            None => unreachable!("an async handler is not bound to a sync origin"),
        }
    }
}

/// Whether anybody may listen to the spans of handlers.
pub(super) fn has_spans() -> bool {
    tracing::level_enabled!(Level::DEBUG)
}

pub(super) fn span(label: &'static str, handler: &str) -> tracing::Span {
    tracing::debug_span!(target: "side_effects", "side_effect", label, handler)
}
