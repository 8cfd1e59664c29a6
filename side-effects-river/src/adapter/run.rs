//! Running jobs.

use std::collections::{BTreeMap, HashSet};
use std::error::Error as StdError;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use riverqueue::jiff::Timestamp;
use riverqueue::{
    Job, MaintenanceConfig, QueueConfig, Retention, RunHandle, WorkCancelled, WorkContext,
    WorkError, WorkOutcome, Workers,
};
use side_effects::Scope;
use side_effects::durable::{self, BoxError, RunError};
use sqlx::Pool;
use tokio::time::sleep;

use super::engine::Backend;
use super::insert::SideEffect;
use super::list::WAITS_FOR;
use crate::Error;

/// How much sooner than River we say that the time of a handler is over. River would cancel the
/// same token for that as for a stop, and nobody could tell the two apart.
pub(crate) const HEAD_START: Duration = Duration::from_millis(500);

/// How long to wait before the next attempt, by the attempt that failed and its error.
pub(crate) type Retry = Arc<dyn Fn(u32, &(dyn StdError + 'static)) -> Duration + Send + Sync>;

/// Of a worker, checked.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) queues: BTreeMap<String, usize>,
    pub(crate) job_timeout: Duration,
    pub(crate) stuck_after: Duration,
    pub(crate) rescue_after: Duration,
    pub(crate) fetch_cooldown: Duration,
    pub(crate) poll_interval: Duration,
    pub(crate) recheck_after: Duration,
    pub(crate) keep_completed: Option<Duration>,
    pub(crate) keep_discarded: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) scope: Option<Scope>,
}

/// A second, since a crash is rare, but then somebody waits.
const ELECT_INTERVAL: Duration = Duration::from_secs(1);
const SCHEDULER_INTERVAL: Duration = Duration::from_secs(1);
const RESCUER_INTERVAL: Duration = Duration::from_secs(5);

/// A client of River that runs jobs.
#[derive(Debug)]
pub(crate) struct Running {
    handle: RunHandle,
    counts: Arc<Counts>,
}

impl Running {
    pub(crate) fn start<DB: Backend>(pool: &Pool<DB>, settings: Settings) -> Result<Self, Error> {
        let maintenance = MaintenanceConfig::default()
            .with_elect_interval(ELECT_INTERVAL)
            .with_scheduler_interval(SCHEDULER_INTERVAL)
            .with_rescuer_interval(RESCUER_INTERVAL)
            .with_rescue_after(settings.rescue_after)
            .with_completed_job_retention(retention(settings.keep_completed))
            .with_discarded_job_retention(retention(settings.keep_discarded));
        let mut builder = DB::client(pool)
            .job_timeout(settings.job_timeout + HEAD_START)
            .job_stuck_threshold(settings.stuck_after)
            .fetch_cooldown(settings.fetch_cooldown)
            // Others may have jobs of other kinds in the same database.
            .fetch_only_known_kinds(true)
            .maintenance(maintenance);
        for (queue, workers) in &settings.queues {
            let queue_config =
                QueueConfig::new(*workers).with_fetch_poll_interval(settings.poll_interval);
            builder = builder.queue(queue, queue_config);
        }
        let counts = Arc::<Counts>::default();
        let worker = Worker {
            settings,
            counts: Arc::clone(&counts),
            told: Mutex::default(),
        };
        let mut workers = Workers::new();
        workers
            .add::<SideEffect, _>(worker)
            .map_err(|error| Error::Start(error.into()))?;
        let client = builder.workers(workers).build();
        let client = client.map_err(|error| Error::Configuration(error.to_string()))?;
        let handle = client.start().map_err(|error| Error::Start(error.into()))?;
        Ok(Self { handle, counts })
    }

    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
    }

    pub(crate) async fn wait_ready(&mut self) -> Result<(), BoxError> {
        Ok(self.handle.wait_ready().await?)
    }

    /// Takes no more jobs, and waits for those that run.
    pub(crate) async fn stop(&mut self) -> Result<(), BoxError> {
        Ok(self.handle.stop().await?)
    }

    /// Cuts off the jobs that run, and waits until that is written down.
    pub(crate) async fn stop_and_cancel(&mut self) -> Result<(), BoxError> {
        Ok(self.handle.stop_and_cancel().await?)
    }
}

fn retention(keep: Option<Duration>) -> Retention {
    keep.map_or(Retention::Keep, Retention::DeleteAfter)
}

/// What becomes of the jobs that run here.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    stopping: AtomicBool,
    running: AtomicUsize,
    finished: AtomicUsize,
    abandoned: AtomicUsize,
}

impl Counts {
    /// From now on, it is counted what finishes, and what does not.
    pub(crate) fn stopping(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    pub(crate) fn finished(&self) -> usize {
        self.finished.load(Ordering::SeqCst)
    }

    /// Those that were cut off, and those that still run.
    pub(crate) fn abandoned(&self) -> usize {
        self.abandoned.load(Ordering::SeqCst) + self.running.load(Ordering::SeqCst)
    }
}

/// One run of a job, which counts as abandoned unless it says otherwise.
struct Run<'a> {
    counts: &'a Counts,
    has_finished: Option<bool>,
}

impl<'a> Run<'a> {
    fn begin(counts: &'a Counts) -> Self {
        counts.running.fetch_add(1, Ordering::SeqCst);
        Self {
            counts,
            has_finished: Some(false),
        }
    }

    fn finish(mut self) {
        self.has_finished = Some(true);
    }

    /// Its handler has not run.
    fn forget(mut self) {
        self.has_finished = None;
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        let counts = self.counts;
        if counts.stopping.load(Ordering::SeqCst) {
            match self.has_finished {
                Some(true) => counts.finished.fetch_add(1, Ordering::SeqCst),
                Some(false) => counts.abandoned.fetch_add(1, Ordering::SeqCst),
                None => 0,
            };
        }
        counts.running.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The time of a handler was over.
#[derive(Debug, thiserror::Error)]
#[error("timed out: it had not finished after {0:?}, and was cancelled")]
struct TimedOut(Duration);

struct Worker {
    settings: Settings,
    counts: Arc<Counts>,
    /// What this program cannot run, and was said in the log.
    told: Mutex<HashSet<String>>,
}

impl riverqueue::Worker<SideEffect> for Worker {
    type Error = BoxError;

    fn next_retry(
        &self,
        job: &Job<SideEffect>,
        error: &WorkError,
        _now: Timestamp,
    ) -> Option<Duration> {
        let retry = self.settings.retry.as_ref()?;
        Some(retry(attempt(job), error.get_ref()))
    }

    async fn work(
        &self,
        context: WorkContext,
        job: Job<SideEffect>,
    ) -> Result<WorkOutcome, BoxError> {
        let run = Run::begin(&self.counts);
        let result = {
            let handler = durable::run(&job.args.0, attempt(&job));
            let handler = async {
                match &self.settings.scope {
                    Some(scope) => scope.wrap(handler).await,
                    None => handler.await,
                }
            };
            tokio::select! {
                biased;
                result = handler => Some(result),
                () = sleep(self.settings.job_timeout) => {
                    run.finish();
                    return Err(self.failed(&job, TimedOut(self.settings.job_timeout).into()));
                }
                () = context.cancellation_token().cancelled() => None,
            }
        };
        let Some(result) = result else {
            // By a stop, or by somebody who has cancelled the job.
            self.tell(
                &job,
                "cut off, by a stop of its worker or because it was cancelled",
            );
            return Err(WorkCancelled.into());
        };
        match result {
            Ok(()) => {
                run.finish();
                if job.row.metadata.get_raw(WAITS_FOR).is_some() {
                    context.metadata_set(WAITS_FOR, ())?;
                }
                Ok(WorkOutcome::Complete)
            }
            Err(RunError::Failed(error)) => {
                run.finish();
                Err(self.failed(&job, error))
            }
            Err(error @ RunError::Panicked(_)) => {
                run.finish();
                Err(self.failed(&job, error.into()))
            }
            // Not the job's fault: it waits for a program that can run it.
            Err(error) => {
                run.forget();
                let error = error.to_string();
                context.metadata_set(WAITS_FOR, &error)?;
                self.waits(&job, error);
                Ok(WorkOutcome::Snooze(self.settings.recheck_after))
            }
        }
    }
}

impl Worker {
    fn failed(&self, job: &Job<SideEffect>, error: BoxError) -> BoxError {
        let about = &job.args.0;
        let (attempt, of) = (job.row.attempt, job.row.max_attempts);
        let shown = Chain(&*error);
        if attempt >= of {
            tracing::error!(
                target: "side_effects",
                job = job.row.id, label = about.label, handler = about.handler, attempt, of,
                error = %shown,
                "a durable side effect failed for the last time, and is discarded"
            );
        } else {
            tracing::warn!(
                target: "side_effects",
                job = job.row.id, label = about.label, handler = about.handler, attempt, of,
                error = %shown,
                "a durable side effect failed, and will be tried again"
            );
        }
        error
    }

    fn tell(&self, job: &Job<SideEffect>, what: &str) {
        let about = &job.args.0;
        tracing::warn!(
            target: "side_effects",
            job = job.row.id, label = about.label, handler = about.handler,
            "a durable side effect was {what}"
        );
    }

    /// Once for each reason: the job comes back again and again.
    fn waits(&self, job: &Job<SideEffect>, why: String) {
        let about = &job.args.0;
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if !told.contains(&why) {
            tracing::error!(
                target: "side_effects",
                job = job.row.id, label = about.label, handler = about.handler, error = why,
                "a durable side effect cannot run here: its job, and those like it, use up no \
                 attempts, and wait for a worker that can run them"
            );
            told.insert(why);
        }
    }
}

fn attempt(job: &Job<SideEffect>) -> u32 {
    job.row.attempt.try_into().unwrap_or(1)
}

/// An error and its sources.
struct Chain<'a>(&'a (dyn StdError + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut error = self.0;
        while let Some(source) = error.source() {
            write!(f, ": {source}")?;
            error = source;
        }
        Ok(())
    }
}
