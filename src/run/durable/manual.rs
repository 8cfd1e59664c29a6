//! Jobs under a guard with `manual()`: they wait there, and reach no queue.

use std::pin::Pin;

use serde_json::Value;

use crate::event::isolation::catch_panic;
use crate::event::job::{Job, NewJob};
use crate::run::around::Around;
use crate::run::failure::{Failure, OnError};
use crate::scope::pending;
use crate::scope::wrap::wrap;
use crate::wiring::durable::{RunError, find};

/// A job that waits until a test runs it.
pub(super) struct Manual {
    label: &'static str,
    new: NewJob,
    around: Around,
}

impl Manual {
    pub(super) fn new(label: &'static str, new: NewJob, around: Around) -> Self {
        Self { label, new, around }
    }

    async fn run(self) {
        let Self { label, new, around } = self;
        let run = async {
            let failure = match run_again(&new.job).await {
                Ok(()) => return,
                Err(RunError::Failed(error)) => Failure::Returned(error),
                Err(RunError::Panicked(message)) => Failure::Panicked(message),
                Err(error) => Failure::Returned(error.into()),
            };
            // Not by a `Policy`: the run was counted where it ended. Under `set_abort_on_error`,
            // this panics, and there is nobody to panic out to.
            let error = failure.of(label, new.path);
            let _ = catch_panic(|| OnError::Log.handle(error));
        };
        wrap(around, run).await;
    }
}

/// Runs a job as a worker would: by what was written of it.
async fn run_again(job: &Job) -> Result<(), RunError> {
    let read = || serde_json::from_str::<Job>(&serde_json::to_string(job)?);
    let job = read().map_err(|error| RunError::Failed(error.into()))?;
    find(&job.handler)?.run(&job, 1).await
}

impl pending::Job for Manual {
    fn label(&self) -> &'static str {
        self.label
    }

    fn handler(&self) -> &'static str {
        self.new.path
    }

    fn args(&self) -> Value {
        self.new.job.args.clone()
    }

    fn run(self: Box<Self>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(Self::run(*self))
    }
}
