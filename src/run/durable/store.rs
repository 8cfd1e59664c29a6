//! Storing the values of an event for its durable handlers.

use crate::error::Error;
use crate::event::delivery::How;
use crate::event::erased::Here;
use crate::event::fired::Event;
use crate::event::job::NewJob;
use crate::event::jobs::Jobs;
use crate::run::failure::{Failure, Policy, run_each};
use crate::run::firing::has_ok;
use crate::wiring::durable::{DurableEntry, find};
use crate::wiring::handler::{Inputs, When};
use crate::wiring::plan::{Plan, Step};
use crate::wiring::room::Room;

/// The jobs of an event, in the order of its handlers. One that cannot be stored is a failure
/// of its handler.
#[cold]
pub(in crate::run) fn store(
    plan: &'static Plan,
    event: &Event<'_>,
    values: Here<'_, '_>,
    policy: Policy<'_>,
) -> Result<Jobs, Box<Error>> {
    let mut jobs = Jobs::default();
    let mut room = Room::default();
    let inputs = Inputs {
        event: Some(event),
        here: plan.with_targets(values, &mut room),
        how: How::Durable,
    };
    let has_ok = has_ok(values);
    let store = |step: &'static Step| {
        if let When::Durable(durable) = step.handler.when {
            let job = step.store(durable, &inputs, has_ok)?;
            jobs.new.push(job);
        }
        Ok::<(), Failure>(())
    };
    run_each(&plan.steps, store, |step, failure| {
        policy.failed(event.label(), step.path(), failure)
    })?;
    Ok(jobs)
}

impl Step {
    fn store(
        &self,
        durable: &DurableEntry,
        inputs: &Inputs<'_, '_>,
        has_ok: bool,
    ) -> Result<NewJob, Failure> {
        let call = self.call(inputs, has_ok)?;
        // No worker would know which of several to run.
        find(durable.id_of(self.handler))
            .map_err(|ambiguous| Failure::Mismatched(ambiguous.to_string()))?;
        let job = durable.job(self.handler, call);
        let job = job.map_err(|error| Failure::Returned(error.into()))?;
        let path = self.path();
        Ok(NewJob { path, job })
    }
}
