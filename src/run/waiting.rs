//! Events that wait in a hold, and run when it is released.

use std::pin::Pin;

use crate::error::Error;
use crate::event::erased::Here;
use crate::event::origin::Origin;
use crate::event::owned::{FiredEvent, Missing};
use crate::run::admission::{show, tell_admission};
use crate::run::concurrent::run_held;
use crate::run::failure::{Failure, OnError, Policy};
use crate::run::firing::{has_ok, run_all};
use crate::run::nesting::{self, Nested};
use crate::scope::failures::Failures;
use crate::scope::hold::{Handlers, HeldEvent, Hold};
use crate::scope::{Admission, Scope};
use crate::wiring::binding::not_owned;
use crate::wiring::callsite::{Callsite, Prepared};
use crate::wiring::handler::{Run, Source};
use crate::wiring::plan::{Plan, Step};

/// The handlers of an event that waits.
#[derive(Clone, Copy)]
pub(super) struct Waiting {
    pub(super) callsite: &'static Callsite,
    pub(super) prepared: Prepared,
    pub(super) on_error: OnError,
}

impl Waiting {
    /// Lets the event wait, with copies of what somebody needs of it. A handler that
    /// needs what cannot be copied has failed by now.
    pub(super) fn wait(
        self,
        hold: &Hold,
        admission: Admission,
        values: Here<'_, '_>,
    ) -> Result<(), Box<Error>> {
        let origin = Origin(&self.callsite.origin);
        let wants_all = admission.is_seen() || self.prepared.has_registered;
        let wants = |position| {
            let is_bound = || self.prepared.plan.is_some_and(|plan| plan.wants(position));
            wants_all || admission.is_admitted && is_bound()
        };
        let event = self.prepared.own(origin, values, wants);
        if let Some(plan) = self.prepared.plan {
            self.check(plan, &event, admission.is_admitted)?;
        }
        hold.push(HeldEvent {
            event,
            admission,
            scope: Scope::here(),
            handlers: Box::new(self),
        });
        Ok(())
    }

    /// # Panics
    ///
    /// With debug assertions, if a handler is bound to a value that cannot be copied.
    fn check(self, plan: &Plan, event: &FiredEvent, is_admitted: bool) -> Result<(), Box<Error>> {
        let origin = &self.callsite.origin;
        let policy = Policy::from(self.on_error);
        for step in &plan.steps {
            for (nth, source) in step.sources.iter().enumerate() {
                let Source::Value(position, _) = source else {
                    continue;
                };
                let facts = plan.offers.facts(*position);
                let failure = if facts.is_some_and(|facts| facts.own.is_none()) {
                    let mismatch = not_owned(origin, step.handler, nth);
                    if cfg!(debug_assertions) {
                        panic!("{mismatch}");
                    }
                    Failure::Mismatched(mismatch.to_string())
                } else if let Some(Missing::CopyPanicked(message)) = event.missing(*position) {
                    Failure::Panicked(message.to_owned())
                } else {
                    continue;
                };
                if is_admitted {
                    policy.failed(event.label(), step.path(), failure)?;
                }
                break;
            }
        }
        Ok(())
    }

    /// Shows the event to the guards that are still there; `true` if its handlers are
    /// to run.
    fn admits(self, held: &HeldEvent, here: Here<'_, '_>) -> bool {
        let origin = Origin(&self.callsite.origin);
        let admission = held.admission.of_living_guards();
        if admission.is_seen() {
            let event = self.prepared.plan.map(|plan| plan.event(origin, here));
            show(&admission, &held.event, event.as_ref());
        }
        tell_admission(origin, &admission);
        admission.is_admitted
    }

    fn run_sync(self, held: &HeldEvent, policy: Policy<'_>) -> Result<(), Box<Error>> {
        let locals = held.event.locals();
        if !self.admits(held, &locals) {
            return Ok(());
        }
        let Some(plan) = self.prepared.plan else {
            return Ok(());
        };
        let event = plan.event(Origin(&self.callsite.origin), &locals);
        let Some(_nested) = Nested::enter(event.label()) else {
            return nesting::stop(&plan.steps, event.label(), policy);
        };
        let has_ok = has_ok(&locals);
        plan.with_targets(&locals, |here| {
            run_all(self.callsite, self.prepared, plan, &event, policy, |step| {
                if step.lacks(&held.event, has_ok) {
                    return Ok(());
                }
                match step.handler.run {
                    Run::Async(_) if step.mismatch().is_none() => Err(cannot_wait()),
                    _ => step.run(&event, here, has_ok),
                }
            })
        })
    }
}

/// That an async handler cannot run in `release`.
fn cannot_wait() -> Failure {
    Failure::Returned(
        "it is async, and `release()` cannot wait for it: write `release_async().await`".into(),
    )
}

impl Step {
    /// Whether the handler lacks a value that could not be copied: it has failed when
    /// the event fired.
    pub(super) fn lacks(&self, event: &FiredEvent, has_ok: bool) -> bool {
        self.sources.iter().any(|source| match source {
            Source::Value(position, _) => {
                let is_no_ok = *position == event.origin().0.ok() && !has_ok;
                !is_no_ok && event.missing(*position).is_some()
            }
            Source::Event | Source::Dep(_) => false,
        })
    }
}

impl Handlers for Waiting {
    fn run(&self, held: &HeldEvent, failures: &Failures) {
        let policy = Policy {
            on_error: self.on_error,
            failures: Some(failures),
        };
        // The error is among the failures: there is no origin to return it.
        let _ = self.run_sync(held, policy);
    }

    fn run_async<'a>(
        &'a self,
        held: &'a HeldEvent,
        failures: &'a Failures,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        let has_async = |plan: &Plan| {
            let is_async = |step: &Step| matches!(step.handler.run, Run::Async(_));
            plan.steps.iter().any(is_async)
        };
        let policy = Policy {
            on_error: self.on_error,
            failures: Some(failures),
        };
        Box::pin(async move {
            let _ = match self.prepared.plan {
                Some(plan) if has_async(plan) => {
                    let is_admitted = self.admits(held, &held.event.locals());
                    if is_admitted {
                        run_held(self.callsite, self.prepared, policy, &held.event).await
                    } else {
                        Ok(())
                    }
                }
                _ => self.run_sync(held, policy),
            };
        })
    }
}
