//! Firing an event: whether it is to be, and the handlers one after the other.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tracing::Level;

use crate::error::Error;
use crate::event::delivery::How;
use crate::event::erased::Local;
use crate::event::fate::Name;
use crate::event::fired::Event;
use crate::event::isolation::catch_panic;
use crate::event::metrics;
use crate::event::origin::Origin;
use crate::event::outcome::Verdict;
use crate::run::admission::{admits, is_watched};
use crate::run::durable;
use crate::run::failure::{Failure, OnError, Policy, run_each};
use crate::run::nesting::{self, Nested};
use crate::run::offload::Offload;
use crate::run::plainly::run_plainly;
use crate::scope::interest;
use crate::wiring::callsite::{Callsite, Prepared};
use crate::wiring::handler::{Call, Inputs, Run, RuntimeHandler, When};
use crate::wiring::plan::{Obstacle, Plan, Step};
use crate::wiring::room::Room;

/// Calls the body of an origin. That it is an `FnOnce` here makes the closure
/// one, which may then return what it borrows from its captures.
#[inline(always)]
pub fn call<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// A value for a `return` that is never reached: it tells the compiler what an `async`
/// block returns.
#[cold]
pub fn never<T>() -> T {
    unreachable!("the block does not return by this")
}

/// Whether there may be a reason to fire: handlers, or a guard that collects.
#[inline(always)]
pub fn may_fire(callsite: &'static Callsite) -> bool {
    !callsite.is_idle() || interest::any()
}

/// Asks a `run_on_exit` predicate, which may panic.
pub fn evaluate<R: ?Sized>(value: &R, predicate: impl FnOnce(&R) -> bool) -> Verdict {
    catch_panic(|| predicate(value))
}

/// Whether the event is to fire.
#[inline(always)]
pub fn passes(callsite: &'static Callsite, verdict: Verdict) -> bool {
    // There is no error but with `OnError::Abort`.
    passes_or_aborts(callsite, OnError::Log, verdict).unwrap_or(false)
}

/// The same for an origin with [`OnError::Abort`].
///
/// # Errors
///
/// If the predicate has panicked.
#[inline(always)]
pub fn passes_or_aborts(
    callsite: &'static Callsite,
    on_error: OnError,
    verdict: Verdict,
) -> Result<bool, Box<Error>> {
    match verdict {
        Ok(is_success) => Ok(is_success),
        Err(message) => predicate_panicked(callsite, on_error, message).map(|()| false),
    }
}

#[cold]
fn predicate_panicked(
    callsite: &'static Callsite,
    on_error: OnError,
    message: String,
) -> Result<(), Box<Error>> {
    let origin = Origin(&callsite.origin);
    on_error.handle(Error::PredicatePanicked {
        label: origin.label(),
        origin: origin.path(),
        message,
    })
}

/// Fires the event of a sync origin, with these values.
#[inline(never)]
pub fn fire(callsite: &'static Callsite, prepared: Prepared, values: &[Local<'_>]) {
    without_error(fire_values(callsite, prepared, OnError::Log, values, false));
}

/// The same for an origin that has not prepared for it, since all that its body
/// may consume is still there, that offers the same each time, and whose return
/// value is a success by its type: an `Ok`, if it is a `Result`.
#[inline(never)]
pub fn prepare_and_fire(callsite: &'static Callsite, values: &[Local<'_>]) {
    match callsite.prepared() {
        Some(prepared) => {
            without_error(fire_values(callsite, prepared, OnError::Log, values, true))
        }
        None => prepare_and_fire_first(callsite, values),
    }
}

#[cold]
#[inline(never)]
fn prepare_and_fire_first(callsite: &'static Callsite, values: &[Local<'_>]) {
    let prepared = callsite.prepare();
    without_error(fire_fully(callsite, values, prepared, OnError::Log));
}

/// There is no error but with [`OnError::Abort`], and so nothing to drop: whoever fires
/// is through with the last call.
#[inline(always)]
fn without_error(fired: Result<(), Box<Error>>) {
    mem::forget(fired);
}

/// The same for an origin with [`OnError::Abort`].
///
/// # Errors
///
/// If the predicate has panicked, or a handler fails.
#[inline(never)]
pub fn fire_or_abort(
    callsite: &'static Callsite,
    prepared: Prepared,
    verdict: Verdict,
    values: &[Local<'_>],
) -> Result<(), Error> {
    let on_error = OnError::Abort;
    passes_or_aborts(callsite, on_error, verdict)
        .and_then(|passes| match passes {
            true => fire_values(callsite, prepared, on_error, values, false),
            false => Ok(()),
        })
        .map_err(|error| *error)
}

/// Fires the event of a sync origin. `is_ok` says whether it is known that a return
/// value that is a `Result` is an `Ok`.
#[inline(always)]
fn fire_values(
    callsite: &'static Callsite,
    prepared: Prepared,
    on_error: OnError,
    values: &[Local<'_>],
    is_ok: bool,
) -> Result<(), Box<Error>> {
    let fully = || fire_fully(callsite, values, prepared, on_error);
    // A branch for each condition, since the compiler expects none to be taken that
    // leads to what is cold. All of them in one take longer.
    let Some(plan) = prepared.plan else {
        return fully();
    };
    if is_watched() {
        return fully();
    }
    if prepared.has_registered {
        return fully();
    }
    if !is_ok && plan.takes_ok && !has_ok(values) {
        return fully();
    }
    run_plainly(callsite, values, plan, on_error)
}

/// Runs the handlers of any event, with all that has to be looked after.
#[cold]
#[inline(never)]
pub(super) fn fire_fully(
    callsite: &'static Callsite,
    values: &[Local<'_>],
    prepared: Prepared,
    on_error: OnError,
) -> Result<(), Box<Error>> {
    let Some(admitted) = admits(callsite, prepared, on_error, values)? else {
        return Ok(());
    };
    let Some(plan) = prepared.plan else {
        return Ok(());
    };
    let event = plan.event(Origin(&callsite.origin), values);
    let has_ok = has_ok(values);
    let policy = Policy::from(on_error);
    let Some(_nested) = Nested::enter(*event.origin()) else {
        return nesting::stop_all(callsite, plan.paths(), prepared.has_registered, policy);
    };
    let admission = admitted.admission.as_ref();
    if plan.has_durable {
        let jobs = durable::store(plan, &event, values, policy)?;
        durable::hand_over(event.label(), jobs, admission, policy)?;
    }
    let offload = Offload::new(callsite, plan, values, admission);
    let mut room = Room::default();
    let inputs = Inputs {
        event: Some(&event),
        here: plan.with_targets(values, &mut room),
        how: How::Inline,
    };
    run_all(
        callsite,
        prepared,
        plan,
        &event,
        policy,
        |step| match step.handler.when {
            When::Inline => step.run(&inputs, has_ok),
            When::Background => offload.start(step),
            // Its job is on its way by now.
            When::Durable(_) => Ok(()),
        },
    )
}

/// Whether there is the value of an `Ok`, which is the last one.
#[inline]
pub(super) fn has_ok(values: &[Local<'_>]) -> bool {
    values.last().is_some_and(Local::is_something)
}

/// Runs the handlers of an event, those that were registered at run time among
/// them, each in its span.
pub(super) fn run_all(
    callsite: &'static Callsite,
    prepared: Prepared,
    plan: &'static Plan,
    event: &Event<'_>,
    policy: Policy<'_>,
    run: impl Fn(&'static Step) -> Result<(), Failure>,
) -> Result<(), Box<Error>> {
    let is_verbose = is_verbose();
    let run = |step: &'static Step| {
        // Others have a span of their own when they run.
        let has_span = is_verbose && step.handler.is_inline();
        let span = has_span.then(|| span(event.label(), step.path()));
        in_span(span.as_ref(), || run(step))
    };
    let run = |steps: &'static [Step]| {
        run_each(steps, run, |step, failure| {
            policy.failed(event.label(), step.path(), failure)
        })
    };
    if !prepared.has_registered {
        return run(&plan.steps);
    }
    let (early, late) = plan.steps.split_at(plan.early);
    run(early)?;
    run_registered(callsite, event, policy)?;
    run(late)
}

/// Runs the handlers that were registered at run time.
pub(super) fn run_registered(
    callsite: &'static Callsite,
    event: &Event<'_>,
    policy: Policy<'_>,
) -> Result<(), Box<Error>> {
    let run = |handler: &Arc<RuntimeHandler>| {
        if !handler.registered.load(Ordering::Acquire) {
            return Ok(());
        }
        let run = || (handler.run)(event).map_err(Failure::Returned);
        let run = || metrics::run(event.label(), Name::Other(&handler.name), run);
        span(event.label(), &handler.name).in_scope(run)
    };
    run_each(&callsite.label().registered(), run, |handler, failure| {
        policy.failed(event.label(), &handler.name, failure)
    })
}

impl Step {
    pub(super) fn name(&self) -> Name<'static> {
        Name::Linked(self.path())
    }

    #[inline]
    pub(super) fn run(&self, inputs: &Inputs<'_, '_>, has_ok: bool) -> Result<(), Failure> {
        let Run::Sync(handler) = self.handler.run else {
            return Err(self.is_async());
        };
        let call = self.call(inputs, has_ok)?;
        let run = || handler.run(call).map_err(Failure::Returned);
        metrics::run(self.handler.facts.label, self.name(), run)
    }

    /// What the handler sees, if it is bound to the origin.
    #[inline]
    pub(super) fn call<'v, 'a>(
        &'v self,
        inputs: &'v Inputs<'v, 'a>,
        has_ok: bool,
    ) -> Result<Call<'v, 'a>, Failure> {
        if !self.is_ready || self.takes_ok && !has_ok {
            self.look_closer(has_ok)?;
        }
        Ok(Call {
            inputs,
            places: &self.places,
        })
    }

    #[cold]
    fn look_closer(&self, has_ok: bool) -> Result<(), Failure> {
        self.obstacle(has_ok).map_err(|obstacle| match obstacle {
            Obstacle::Mismatch(mismatch) => Failure::Mismatched(mismatch.to_string()),
            Obstacle::Missing(source) => Failure::Returned(source),
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

/// Whether anybody may listen to what goes well.
#[inline]
pub(super) fn is_verbose() -> bool {
    tracing::level_enabled!(Level::DEBUG)
}

pub(super) fn in_span<R>(span: Option<&tracing::Span>, run: impl FnOnce() -> R) -> R {
    match span {
        Some(span) => span.in_scope(run),
        None => run(),
    }
}

#[cold]
pub(super) fn span(label: &'static str, handler: &str) -> tracing::Span {
    tracing::debug_span!(target: "side_effects", "side_effect", label, handler)
}
