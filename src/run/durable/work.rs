//! Running jobs.

use std::future::poll_fn;
use std::task::Poll;

use tokio::runtime::Handle;

use crate::event::delivery::Delivery;
use crate::event::fate::Ending;
use crate::event::isolation::catch_panic;
use crate::event::job::Job;
use crate::event::metrics::JobRun;
use crate::run::durable::write::Quietly;
use crate::scope::{self, Scope};
use crate::wiring::durable::{Found, RunError, Stored, Work, find};
use crate::wiring::handler::HandlerFuture;

/// Runs the handler of a job: what a worker does with one that it has taken from its queue.
///
/// `attempt` counts from 1; the handler sees it as [`Delivery::attempt`]. What the handler
/// takes as a [`Dep`](crate::Dep) is looked up now. A sync handler runs on a thread for blocking
/// work of the Tokio runtime, and right here where there is none.
///
/// A panic ends the handler, and nothing else. If this future is dropped, an async handler is
/// dropped with it; a sync one that has started goes on, since no thread can be stopped.
///
/// # Errors
///
/// If the handler did not run to its end, or returned an error: see [`RunError`] for what a
/// worker is to do about it. The job itself is not changed.
///
/// # Examples
///
/// ```
/// use side_effects::durable::{self, RunError};
/// use side_effects::{Hold, has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("run_example")]
/// fn place_order(id: u32) {}
///
/// #[is_side_effect_of("run_example", durable)]
/// fn notify_warehouse(id: u32) -> Result<(), String> {
///     Err(format!("no route to the warehouse of {id}"))
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let hold = Hold::new();
/// hold.run(|| place_order(7));
/// let job = &hold.take_jobs()[0];
///
/// let error = durable::run(job, 1).await.unwrap_err();
/// assert!(matches!(error, RunError::Failed(_)));
/// assert_eq!(error.to_string(), "no route to the warehouse of 7");
/// # });
/// ```
pub async fn run(job: &Job, attempt: u32) -> Result<(), RunError> {
    let found = find(&job.handler)?;
    if !scope::admits_job(&job.label) {
        return Err(RunError::Suppressed);
    }
    found.run(job, attempt).await
}

/// Whether the kill switch keeps every job from running here: no worker should start.
///
/// With `SIDE_EFFECTS_TEST_MODE=guarded`, a record guard on this thread lets jobs run in its
/// [`Scope`](crate::Scope).
///
/// # Examples
///
/// ```
/// use side_effects::durable;
///
/// assert!(!durable::is_suppressed());
/// ```
#[must_use]
pub fn is_suppressed() -> bool {
    scope::admits_no_job()
}

/// What it counts as.
fn ending(result: &Result<(), RunError>) -> Ending {
    match result {
        Ok(()) => Ending::Ok,
        Err(RunError::Panicked(_)) => Ending::Panicked,
        Err(RunError::Undecodable { .. }) => Ending::Mismatched,
        Err(_) => Ending::Failed,
    }
}

impl Found {
    /// Counts it, too. A worker may drop this half-way, and an async handler with it.
    pub(super) async fn run(self, job: &Job, attempt: u32) -> Result<(), RunError> {
        let path = self.handler.facts.path;
        let span = tracing::debug_span!(
            target: "side_effects",
            "side_effect",
            label = job.label,
            handler = path,
            attempt
        );
        match self.durable.work {
            Work::Async(work) => {
                let mut run = JobRun::new(&job.label, path, Ending::CutOff);
                let stored = self.stored(job, attempt);
                let future = span.in_scope(|| catch_panic(|| work(&stored)));
                let result = match future {
                    Ok(Ok(future)) => {
                        run.start();
                        in_span(&span, future).await
                    }
                    Ok(Err(error)) => Err(error),
                    Err(message) => Err(RunError::Panicked(message)),
                };
                run.end(ending(&result));
                result
            }
            Work::Sync(work) => {
                let (job, scope) = (job.clone(), Scope::here());
                let mut run = JobRun::new(&job.label, path, Ending::Abandoned);
                let run = move || {
                    run.start();
                    let work = || work(&self.stored(&job, attempt));
                    let result = scope.run(|| span.in_scope(|| catch_panic(work)));
                    let result = match result {
                        Ok(Ok(result)) => result.map_err(RunError::Failed),
                        Ok(Err(error)) => {
                            run.has_not_started();
                            Err(error)
                        }
                        Err(message) => Err(RunError::Panicked(message)),
                    };
                    run.end(ending(&result));
                    result
                };
                let Ok(runtime) = Handle::try_current() else {
                    return run();
                };
                let stopped = |_| RunError::Failed("the runtime was shut down before".into());
                runtime.spawn_blocking(run).await.map_err(stopped)?
            }
        }
    }

    fn stored(self, job: &Job, attempt: u32) -> Stored<'_> {
        Stored {
            handler: &job.handler,
            args: &job.args,
            params: self.handler.params,
            delivery: Delivery::of_job(&job.key, attempt),
        }
    }
}

/// Runs a handler, each poll of it in its span.
async fn in_span(span: &tracing::Span, future: HandlerFuture<'static>) -> Result<(), RunError> {
    let mut future = Quietly(Some(future));
    poll_fn(|context| {
        let polled = span.in_scope(|| catch_panic(|| future.poll(context)));
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(result)) => Poll::Ready(result.map_err(RunError::Failed)),
            Err(message) => Poll::Ready(Err(RunError::Panicked(message))),
        }
    })
    .await
}
