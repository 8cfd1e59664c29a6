//! The short way of an event of which there is nothing to look after: all handlers are
//! sync and can run, and nobody else is told.

use crate::error::Error;
use crate::event::delivery::How;
use crate::event::erased::Here;
use crate::event::fired::Event;
use crate::event::origin::Origin;
use crate::run::failure::{Failure, OnError, Policy, run_each, run_until_failure};
use crate::run::firing::fire_fully;
use crate::run::nesting::{self, Nested};
use crate::wiring::callsite::{Callsite, Prepared};
use crate::wiring::handler::{Call, HandlerResult, Inputs};
use crate::wiring::plan::{PlainStep, Plan};

/// Runs the handlers of an event, by the short way if its plan has one.
#[inline(always)]
pub(super) fn run_plainly(
    callsite: &'static Callsite,
    values: Here<'_, '_>,
    plan: &'static Plan,
    on_error: OnError,
) -> Result<(), Box<Error>> {
    match on_error {
        OnError::Log => run_and_log(callsite, values, plan),
        OnError::Abort => run_any(callsite, values, plan, on_error),
    }
}

/// What most events come to. A function of its own, since the checks that lead here then
/// save no registers; and what it does on an error is fixed, so that it saves one less.
#[inline(never)]
fn run_and_log(
    callsite: &'static Callsite,
    values: Here<'_, '_>,
    plan: &'static Plan,
) -> Result<(), Box<Error>> {
    let steps = &plan.plain_steps;
    if steps.is_empty() {
        return run_any(callsite, values, plan, OnError::Log);
    }
    run_steps(Origin(&callsite.origin), steps, None, values, OnError::Log)
}

/// The same for handlers that may take the event, with any [`OnError`].
#[inline(never)]
fn run_any(
    callsite: &'static Callsite,
    values: Here<'_, '_>,
    plan: &'static Plan,
    on_error: OnError,
) -> Result<(), Box<Error>> {
    let steps = match plan.plain_steps.as_slice() {
        [] => &plan.plain_steps_with_event,
        steps => steps,
    };
    if steps.is_empty() {
        let prepared = Prepared {
            plan: Some(plan),
            has_registered: false,
        };
        return fire_fully(callsite, values, prepared, on_error);
    }
    let event = plan.event(Origin(&callsite.origin), values);
    run_steps(*event.origin(), steps, Some(&event), values, on_error)
}

#[inline(always)]
fn run_steps(
    origin: Origin,
    steps: &'static [PlainStep],
    event: Option<&Event<'_>>,
    values: Here<'_, '_>,
    on_error: OnError,
) -> Result<(), Box<Error>> {
    let inputs = Inputs {
        event,
        here: values,
        how: How::Inline,
    };
    let mut left = steps;
    // Not before all else is in its place: this may be a call, and what is used behind
    // it takes a register that has to be saved.
    let Some(nested) = Nested::enter(origin) else {
        let handlers = left.iter().map(PlainStep::path);
        return nesting::stop(origin, handlers, on_error.into());
    };
    match run_until_failure(&mut left, |step| step.run(&inputs)) {
        Ok(()) => Ok(()),
        Err(failure) => run_rest(nested, left, failure, &inputs, on_error),
    }
}

/// Runs the handlers behind the first of these, which has failed.
#[cold]
#[inline(never)]
fn run_rest(
    _nested: Nested,
    steps: &'static [PlainStep],
    failure: Failure,
    inputs: &Inputs<'_, '_>,
    on_error: OnError,
) -> Result<(), Box<Error>> {
    let failed = |step: &PlainStep, failure| {
        let label = step.handler.facts.label;
        Policy::from(on_error).failed(label, step.path(), failure)
    };
    let [first, others @ ..] = steps else {
        return Ok(());
    };
    failed(first, failure)?;
    run_each(others, |step| step.run(inputs), failed)
}

impl PlainStep {
    fn path(&self) -> &'static str {
        self.handler.facts.path
    }

    #[inline(always)]
    fn run(&self, inputs: &Inputs<'_, '_>) -> HandlerResult {
        self.run.run(Call {
            inputs,
            places: &self.places,
        })
    }
}
