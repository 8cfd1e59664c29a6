//! Workers.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use side_effects::Scope;
use side_effects::durable::{self, DEFAULT_QUEUE};
use strsim::levenshtein;

use crate::adapter::{Engine, HEAD_START, Running, Settings};
use crate::{Error, River};

/// How often a queue is asked for jobs at most.
pub(crate) const FETCH_COOLDOWN: Duration = Duration::from_millis(10);

/// How long [`Worker::stop`] waits for what was cut off to be written down.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// A worker that has not started, from [`River::worker`].
///
/// Its defaults are meant for mails, webhooks and the like: work of seconds, that waits for
/// others most of the time.
///
/// | setting | default | because |
/// | --- | --- | --- |
/// | [`queue`](Self::queue) | all that linked handlers name, and `default`; 10 jobs at once in each | a program runs what it can; ten connections do not annoy a mail server |
/// | [`job_timeout`](Self::job_timeout) | 60 s | who has not answered by then will not |
/// | [`stuck_after`](Self::stuck_after) | 2 s | a handler that waits for something is dropped at once |
/// | [`rescue_after`](Self::rescue_after) | 90 s | above the two before together, or a job that still runs would be started again |
/// | [`fetch_cooldown`](Self::fetch_cooldown) | 10 ms | River's 100 ms let 20 jobs at once run a hundred jobs a second |
/// | [`poll_interval`](Self::poll_interval) | 200 ms | when a wake-up got lost, with a rollback say, this is how long a job waits |
/// | [`recheck_after`](Self::recheck_after) | 10 s | soon enough after a deploy, and seldom enough for thousands of jobs |
/// | [`retry`](Self::retry) | about *n*⁴ seconds after attempt *n* | seconds for a hiccup, hours for an outage, 25 attempts in three weeks |
/// | [`keep_completed`](Self::keep_completed) | 24 h | enough to look into yesterday, and the table stays small |
/// | [`keep_discarded`](Self::keep_discarded) | for ever | what was given up is somebody's mail, and only people know what to do about it |
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use side_effects::is_side_effect_of;
/// use side_effects_river::River;
///
/// /// Mail the confirmation.
/// #[is_side_effect_of("worker_example", durable(queue = "mail"))]
/// async fn confirm(article: &str) {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("shop.db");
/// # let river = River::sqlite(path.to_str().unwrap()).await?;
/// let worker = river
///     .worker()
///     .queue("mail", 4)
///     .retry(|attempt, _error| Duration::from_secs(30) * attempt)
///     .start()?;
///
/// // At the end of the program:
/// let stopped = worker.stop(Duration::from_secs(30)).await;
/// assert_eq!(stopped.abandoned, 0);
/// # Ok(())
/// # }
/// ```
#[must_use = "a worker does nothing until it is started"]
pub struct WorkerBuilder<DB: Engine> {
    river: River<DB>,
    settings: Settings,
}

impl<DB: Engine> WorkerBuilder<DB> {
    pub(crate) fn new(river: River<DB>) -> Self {
        let job_timeout = Duration::from_secs(60);
        Self {
            river,
            settings: Settings {
                queues: BTreeMap::new(),
                job_timeout,
                stuck_after: Duration::from_secs(2),
                rescue_after: Duration::from_secs(90),
                fetch_cooldown: FETCH_COOLDOWN,
                poll_interval: Duration::from_millis(200),
                recheck_after: Duration::from_secs(10),
                keep_completed: Some(Duration::from_secs(24 * 60 * 60)),
                keep_discarded: None,
                retry: None,
                scope: None,
            },
        }
    }

    /// Works this queue, with so many jobs at once, and no other queue that is not named so.
    pub fn queue(mut self, name: impl Into<String>, at_once: usize) -> Self {
        self.settings.queues.insert(name.into(), at_once);
        self
    }

    /// How long a handler may run. One that has not finished by then counts as failed: an async
    /// one is dropped where it waits. A sync one cannot be stopped; it runs on beside its next
    /// attempt, so it should have time-outs of its own.
    pub fn job_timeout(mut self, timeout: Duration) -> Self {
        self.settings.job_timeout = timeout;
        self
    }

    /// How long an async handler may go on after its time was over without waiting for anything,
    /// before its task is aborted.
    pub fn stuck_after(mut self, threshold: Duration) -> Self {
        self.settings.stuck_after = threshold;
        self
    }

    /// How long after its start a job is taken to be that of a crashed process, and is tried
    /// again. There is no sign of life in between, so it has to be more than
    /// [`job_timeout`](Self::job_timeout), [`stuck_after`](Self::stuck_after) and half a second together.
    pub fn rescue_after(mut self, age: Duration) -> Self {
        self.settings.rescue_after = age;
        self
    }

    /// How often each queue is asked for jobs at most.
    pub fn fetch_cooldown(mut self, cooldown: Duration) -> Self {
        self.settings.fetch_cooldown = cooldown;
        self
    }

    /// How often each queue is asked for jobs at least.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.settings.poll_interval = interval;
        self
    }

    /// When a job is looked at again that cannot run here: its handler is not known, its
    /// arguments cannot be read, or side effects were switched off. It uses up no attempts, and
    /// another worker may run it meanwhile.
    pub fn recheck_after(mut self, pause: Duration) -> Self {
        self.settings.recheck_after = pause;
        self
    }

    /// How long to wait before the next attempt, by the one that failed, from 1, and its error.
    pub fn retry(
        mut self,
        delay: impl Fn(u32, &(dyn StdError + 'static)) -> Duration + Send + Sync + 'static,
    ) -> Self {
        self.settings.retry = Some(Arc::new(delay));
        self
    }

    /// How long completed jobs are kept; `None` is for ever.
    pub fn keep_completed(mut self, age: impl Into<Option<Duration>>) -> Self {
        self.settings.keep_completed = age.into();
        self
    }

    /// How long discarded jobs are kept; `None` is for ever.
    pub fn keep_discarded(mut self, age: impl Into<Option<Duration>>) -> Self {
        self.settings.keep_discarded = age.into();
        self
    }

    /// Runs the handlers in the scope of a test's guard, with the dependencies that it provides.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use side_effects::record_side_effects;
    /// use side_effects_river::River;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("shop.db");
    /// # let river = River::sqlite(path.to_str().unwrap()).await?;
    /// # #[derive(Clone)]
    /// # struct FakeMailer;
    /// let events = record_side_effects().provide(FakeMailer);
    /// let worker = river.worker().scope(events.scope()).start()?;
    /// # worker.stop(Duration::from_secs(30)).await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn scope(mut self, scope: Scope) -> Self {
        self.settings.scope = Some(scope);
        self
    }

    /// Starts it, in the Tokio runtime that is here.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] for settings that contradict each other, [`Error::UnknownQueue`]
    /// for a queue that no linked handler names, [`Error::TestMode`] where the kill switch is on,
    /// and [`Error::Start`] outside a Tokio runtime.
    pub fn start(self) -> Result<Worker, Error> {
        let Self {
            river,
            mut settings,
        } = self;
        let is_suppressed = match &settings.scope {
            Some(scope) => scope.run(durable::is_suppressed),
            None => durable::is_suppressed(),
        };
        if is_suppressed {
            return Err(Error::TestMode);
        }
        let linked = linked_queues();
        if settings.queues.is_empty() {
            settings.queues = linked.iter().map(|queue| (queue.to_string(), 10)).collect();
        }
        check(&settings, &linked)?;
        let running = Running::start(river.pool(), settings)?;
        Ok(Worker {
            running: Some(running),
        })
    }
}

impl<DB: Engine> fmt::Debug for WorkerBuilder<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerBuilder")
            .field("river", &self.river)
            .field("queues", &self.settings.queues)
            .finish_non_exhaustive()
    }
}

/// The queues of handlers, and the one that is there without.
pub(crate) fn linked_queues() -> BTreeSet<&'static str> {
    let handlers = durable::handlers();
    let queues = handlers.iter().map(|handler| handler.queue());
    queues.chain([DEFAULT_QUEUE]).collect()
}

fn check(settings: &Settings, linked: &BTreeSet<&'static str>) -> Result<(), Error> {
    for (queue, at_once) in &settings.queues {
        if *at_once == 0 {
            return Err(Error::Configuration(format!(
                "queue `{queue}` with 0 jobs at once would run none"
            )));
        }
        if !linked.contains(queue.as_str()) {
            return Err(Error::UnknownQueue {
                queue: queue.clone(),
                hint: hint(queue, linked),
            });
        }
    }
    let Settings {
        job_timeout,
        stuck_after,
        rescue_after,
        ..
    } = settings;
    if job_timeout.is_zero() {
        return Err(Error::Configuration(
            "job_timeout is 0: every handler would fail before it begins".into(),
        ));
    }
    if *rescue_after <= *job_timeout + HEAD_START + *stuck_after {
        return Err(Error::Configuration(format!(
            "rescue_after ({rescue_after:?}) has to be more than job_timeout ({job_timeout:?}), \
             stuck_after ({stuck_after:?}) and half a second together: a job that still runs would be \
             started again"
        )));
    }
    Ok(())
}

/// What may be meant, or what there is.
fn hint(queue: &str, linked: &BTreeSet<&'static str>) -> String {
    let near = linked
        .iter()
        .map(|name| (levenshtein(queue, name), name))
        .min();
    match near {
        Some((distance, name)) if distance <= 1 + queue.len() / 4 => {
            format!("did you mean `{name}`?")
        }
        _ => {
            let all: Vec<_> = linked.iter().map(|name| format!("`{name}`")).collect();
            format!("there is {}", all.join(", "))
        }
    }
}

/// A worker that runs jobs, until it is stopped or dropped.
///
/// Where it is dropped, it is told to stop, and nothing waits for that: async handlers are dropped
/// where they wait, and their jobs run again elsewhere, or in this process after a restart, without
/// having used up the attempt. Jobs whose end could not be written down any more, since the runtime
/// is gone, too, are rescued as those of a crash are.
#[must_use = "a worker that is dropped stops"]
#[derive(Debug)]
pub struct Worker {
    running: Option<Running>,
}

impl Worker {
    /// Waits until its queues are there, and it hears of new jobs.
    ///
    /// Jobs are not lost before; they only wait for the next poll.
    ///
    /// # Errors
    ///
    /// [`Error::Start`] where it has stopped before.
    pub async fn ready(&mut self) -> Result<(), Error> {
        match &mut self.running {
            Some(running) => running.wait_ready().await.map_err(Error::Start),
            None => Ok(()),
        }
    }

    /// Takes no more jobs, and waits for those that run, but no longer than this. What has not
    /// finished by then is abandoned: an async handler is dropped where it waits, and a sync one
    /// runs on until the process ends. Their jobs have not used up the attempt, and run again: in
    /// another worker at once.
    ///
    /// Where the database does not answer, this takes five seconds more, and the jobs are rescued
    /// as those of a crash are.
    pub async fn stop(mut self, timeout: Duration) -> Stopped {
        let Some(mut running) = self.running.take() else {
            return Stopped::default();
        };
        running.counts().stopping();
        let stopped = tokio::time::timeout(timeout, running.stop()).await;
        let stopped = match stopped {
            Ok(stopped) => Some(stopped),
            Err(_) => tokio::time::timeout(LAST_WORDS, running.stop_and_cancel())
                .await
                .ok(),
        };
        match stopped {
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::error!(
                target: "side_effects", error = &*error, "a worker had stopped by itself"
            ),
            None => tracing::error!(
                target: "side_effects",
                "a worker could not write down what it has abandoned: its jobs have to be rescued"
            ),
        }
        Stopped {
            finished: running.counts().finished(),
            abandoned: running.counts().abandoned(),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(running) = &self.running {
            running.counts().stopping();
        }
    }
}

/// What became of the jobs that ran when their worker was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stopped {
    /// How many ran to their end, whether they failed or not.
    pub finished: usize,
    /// How many did not. They run again.
    pub abandoned: usize,
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, hint};

    #[test]
    fn a_hint_names_what_is_near_or_all() {
        let linked = BTreeSet::from(["default", "mail"]);
        assert_eq!(hint("mial", &linked), "did you mean `mail`?");
        assert_eq!(hint("webhooks", &linked), "there is `default`, `mail`");
    }
}
