//! Events that wait in a hold, and run when it is released.

use std::mem::take;
use std::pin::Pin;
use std::sync::Arc;

use crate::error::Error;
use crate::event::delivery::How;
use crate::event::erased::Here;
use crate::event::fate::tell;
use crate::event::jobs::Jobs;
use crate::event::origin::Origin;
use crate::event::owned::{FiredEvent, Missing};
use crate::run::concurrent::run_held;
use crate::run::durable;
use crate::run::failure::{Failure, OnError, Policy};
use crate::run::firing::{has_ok, run_all};
use crate::run::nesting::{self, Nested};
use crate::run::offload::Offload;
use crate::run::show::show;
use crate::scope::failures::Failures;
use crate::scope::hold::{Handlers, HeldEvent, Hold};
use crate::scope::{Admission, Scope};
use crate::wiring::binding::not_owned;
use crate::wiring::callsite::{Callsite, Prepared};
use crate::wiring::handler::{Inputs, Source, When};
use crate::wiring::plan::{Plan, Step};
use crate::wiring::room::Room;

#[cfg(feature = "tokio")]
use {
    crate::event::fate::{Ending, Name},
    crate::event::metrics,
    crate::run::background::{self, Work},
    crate::run::offload::log_abandoned,
    crate::scope::hold::NoHold,
    crate::scope::wrap::wrap,
    std::mem,
    tokio::runtime::Handle,
};

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
            let is_bound = || self.prepared.plan.is_some_and(|plan| plan.keeps(position));
            wants_all || admission.is_admitted && is_bound()
        };
        let event = self.prepared.own(origin, values, wants);
        let mut jobs = Jobs::default();
        if let Some(plan) = self.prepared.plan {
            self.check(plan, &event, admission.is_admitted)?;
            if plan.has_durable && admission.is_admitted {
                let event = plan.event(origin, values);
                jobs = durable::store(plan, &event, values, self.on_error.into())?;
            }
        }
        hold.push(HeldEvent {
            event,
            jobs,
            admission,
            scope: Scope::here(),
            handlers: Arc::new(self),
        });
        Ok(())
    }

    /// # Panics
    ///
    /// With debug assertions, if a handler is bound to a value that cannot be copied.
    fn check(self, plan: &Plan, event: &FiredEvent, is_admitted: bool) -> Result<(), Box<Error>> {
        let origin = &self.callsite.origin;
        let policy = Policy::from(self.on_error);
        for step in plan.steps.iter().filter(|step| !step.handler.is_durable()) {
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

    /// Shows the event to the guards that are still there, and says what is to become
    /// of it.
    fn admit(self, held: &HeldEvent, here: Here<'_, '_>) -> Admission {
        let origin = Origin(&self.callsite.origin);
        let admission = held.admission.of_living_guards();
        if admission.is_seen() {
            let event = self.prepared.plan.map(|plan| plan.event(origin, here));
            show(&admission, &held.event, event.as_ref());
        }
        tell(origin, admission.fate());
        admission
    }

    fn run_sync(self, mut held: HeldEvent, policy: Policy<'_>) -> Result<(), Box<Error>> {
        let jobs = take(&mut held.jobs);
        let locals = held.event.locals();
        let admission = self.admit(&held, &locals);
        let Some(plan) = self.prepared.plan.filter(|_| admission.is_admitted) else {
            return Ok(());
        };
        let event = plan.event(Origin(&self.callsite.origin), &locals);
        let Some(_nested) = Nested::enter(*event.origin()) else {
            return nesting::stop_all(
                self.callsite,
                plan.paths(),
                self.prepared.has_registered,
                policy,
            );
        };
        durable::hand_over(event.label(), jobs, Some(&admission), policy)?;
        let has_ok = has_ok(&locals);
        let offload = Offload::new(self.callsite, plan, &locals, Some(&admission));
        let offload = offload.of_held(&held.event);
        let mut room = Room::default();
        let inputs = Inputs {
            event: Some(&event),
            here: plan.with_targets(&locals, &mut room),
            how: How::Held,
        };
        run_all(
            self.callsite,
            self.prepared,
            plan,
            &event,
            policy,
            |step| match step.handler.when {
                When::Durable(_) => Ok(()),
                _ if step.lacks(&held.event, has_ok) => Ok(()),
                When::Background => offload.start(step),
                When::Inline if step.is_awaited() && step.mismatch().is_none() => {
                    Err(cannot_wait())
                }
                When::Inline => step.run(&inputs, has_ok),
            },
        )
    }

    async fn run_async(self, mut held: HeldEvent, policy: Policy<'_>) -> Result<(), Box<Error>> {
        if !self.has_async() && held.jobs.is_empty() {
            return self.run_sync(held, policy);
        }
        let jobs = take(&mut held.jobs);
        let admission = self.admit(&held, &held.event.locals());
        self.run_admitted(&held.event, jobs, &admission, policy)
            .await
    }

    async fn run_admitted(
        self,
        event: &FiredEvent,
        jobs: Jobs,
        admission: &Admission,
        policy: Policy<'_>,
    ) -> Result<(), Box<Error>> {
        if !admission.is_admitted {
            return Ok(());
        }
        run_held(self.callsite, self.prepared, policy, event, jobs, admission).await
    }

    fn has_async(self) -> bool {
        let steps = self.prepared.plan.map(|plan| plan.steps.iter());
        steps.into_iter().flatten().any(Step::is_awaited)
    }

    fn policy(self, failures: &Failures) -> Policy<'_> {
        Policy {
            on_error: self.on_error,
            failures: Some(failures),
        }
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
            Source::Event | Source::Dep(_) | Source::Delivery => false,
        })
    }
}

// The errors are among the failures: there is no origin to return them.
impl Handlers for Waiting {
    fn run(&self, held: HeldEvent, failures: &Failures) {
        #[cfg(feature = "tokio")]
        if self.has_async() && held.admission.is_admitted {
            if let Some(runtime) = background::runtime() {
                return self.offload(&runtime, held);
            }
        }
        let _ = self.run_sync(held, self.policy(failures));
    }

    fn run_async<'a>(
        &'a self,
        held: HeldEvent,
        failures: &'a Failures,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move {
            let _ = Self::run_async(*self, held, self.policy(failures)).await;
        })
    }
}

#[cfg(feature = "tokio")]
impl Waiting {
    /// Lets all handlers of the event run in the background, so that they keep their
    /// order. Guards see the event right now, as it is released.
    fn offload(self, runtime: &Handle, held: HeldEvent) {
        let admission = self.admit(&held, &held.event.locals());
        let HeldEvent {
            event, jobs, scope, ..
        } = held;
        let (label, path) = (event.label(), event.origin().path());
        let unbegun = Unbegun(self);
        let run = scope.wrap(async move {
            mem::forget(unbegun);
            let policy = self.on_error.into();
            let _ = self.run_admitted(&event, jobs, &admission, policy).await;
        });
        let work = Work::Async(Box::pin(wrap(NoHold, run)));
        background::start(runtime, work, move || log_abandoned(label, path));
    }
}

/// An event that has yet to begin in the background. If this is dropped, its handlers are
/// abandoned, all of them.
#[cfg(feature = "tokio")]
struct Unbegun(Waiting);

#[cfg(feature = "tokio")]
impl Drop for Unbegun {
    fn drop(&mut self) {
        let Waiting {
            callsite, prepared, ..
        } = self.0;
        let label = Name::Linked(callsite.origin.facts.label);
        for step in prepared.plan.iter().flat_map(|plan| &plan.steps) {
            metrics::handler(label, step.name(), Ending::Abandoned);
        }
        if prepared.has_registered {
            for handler in callsite.label().registered().iter() {
                metrics::handler(label, Name::Other(&handler.name), Ending::Abandoned);
            }
        }
    }
}
