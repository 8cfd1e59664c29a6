//! Looking at jobs, and putting them right.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::adapter::{Engine, Lister, Tally, rfc3339, tallies};
use crate::{Error, River};

/// The jobs of durable handlers, from [`River::jobs`].
///
/// Jobs of other kinds, which may be in the same database, are neither seen nor touched.
///
/// # Examples
///
/// ```
/// use side_effects_river::{Filter, River, State};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("shop.db");
/// let river = River::sqlite(path.to_str().unwrap()).await?;
/// let jobs = river.jobs();
///
/// // Everything that was given up, once more.
/// let given_up = Filter::new().state(State::Discarded).label("order_placed");
/// for job in jobs.list(&given_up).await?.jobs {
///     println!("{}: {}", job.id, job.errors.last().unwrap().error);
///     jobs.retry(job.id).await?;
/// }
/// assert_eq!(jobs.counts().await?[&State::Discarded], 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Jobs<'a, DB: Engine> {
    river: &'a River<DB>,
}

impl<'a, DB: Engine> Jobs<'a, DB> {
    pub(crate) fn new(river: &'a River<DB>) -> Self {
        Self { river }
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn river(&self) -> &'a River<DB> {
        self.river
    }

    fn lister(&self) -> Result<Lister, Error> {
        Lister::new(self.river.pool())
    }

    /// One page of the jobs that the filter admits, the newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] for a limit of 0 or above 10,000, and [`Error::Jobs`] where the
    /// database cannot be read.
    pub async fn list(&self, filter: &Filter) -> Result<Page, Error> {
        if !(1..=10_000).contains(&filter.limit) {
            return Err(Error::Configuration(format!(
                "a page has 1 to 10,000 jobs, and not {}",
                filter.limit
            )));
        }
        self.lister()?.list(filter).await
    }

    /// One job.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchJob`], and [`Error::Jobs`] where the database cannot be read.
    pub async fn show(&self, id: i64) -> Result<StoredJob, Error> {
        self.lister()?.show(id).await
    }

    /// Makes a job run now: one that waits, and also one that was completed, cancelled or
    /// discarded. Where it had used up its attempts, it gets one more. One that runs is left
    /// alone.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchJob`], and [`Error::Jobs`] where the database cannot be changed.
    pub async fn retry(&self, id: i64) -> Result<StoredJob, Error> {
        self.lister()?.retry(id).await
    }

    /// Sees to it that a job does not run any more. One that runs is told to its worker: an
    /// async handler is dropped where it waits, and a sync one runs to its end. One that has
    /// ended is left alone.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchJob`], and [`Error::Jobs`] where the database cannot be changed.
    pub async fn cancel(&self, id: i64) -> Result<StoredJob, Error> {
        self.lister()?.cancel(id).await
    }

    /// Deletes a job, and returns what it was.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchJob`], [`Error::JobIsRunning`], and [`Error::Jobs`] where the database
    /// cannot be changed.
    pub async fn delete(&self, id: i64) -> Result<StoredJob, Error> {
        self.lister()?.delete(id).await
    }

    /// How many jobs are in each state; all states are there.
    ///
    /// # Errors
    ///
    /// [`Error::Jobs`] where the database cannot be read.
    pub async fn counts(&self) -> Result<BTreeMap<State, u64>, Error> {
        let mut counts: BTreeMap<_, _> = State::ALL.into_iter().map(|state| (state, 0)).collect();
        for tally in self.tallies().await? {
            *counts.entry(tally.state).or_default() += tally.count;
        }
        Ok(counts)
    }

    /// All jobs, counted by queue and state at one moment.
    pub(crate) async fn tallies(&self) -> Result<Vec<Tally>, Error> {
        tallies(self.river.pool()).await
    }
}

/// Which jobs [`Jobs::list`] lists: all, unless it is told otherwise.
///
/// # Examples
///
/// ```
/// use side_effects_river::{Filter, State};
///
/// let filter = Filter::new()
///     .state(State::Retryable)
///     .state(State::Discarded)
///     .handler("my_app::mail::confirm")
///     .limit(20);
/// # let _ = filter;
/// ```
#[derive(Debug, Clone)]
pub struct Filter {
    pub(crate) states: Vec<State>,
    pub(crate) label: Option<String>,
    pub(crate) handler: Option<String>,
    pub(crate) limit: u32,
    pub(crate) before: Option<i64>,
}

impl Filter {
    /// All jobs, 100 on a page.
    #[must_use]
    pub fn new() -> Self {
        Self {
            states: Vec::new(),
            label: None,
            handler: None,
            limit: 100,
            before: None,
        }
    }

    /// Jobs in this state, or in another that was named so.
    #[must_use]
    pub fn state(mut self, state: State) -> Self {
        self.states.push(state);
        self
    }

    /// Jobs of events with this label.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Jobs of the handler with this id: the `id` of its attribute, or else its path.
    #[must_use]
    pub fn handler(mut self, id: impl Into<String>) -> Self {
        self.handler = Some(id.into());
        self
    }

    /// How many on a page: 1 to 10,000.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }

    /// Jobs that are older than this one: the [`next`](Page::next) of the page before.
    #[must_use]
    pub fn before(mut self, id: i64) -> Self {
        self.before = Some(id);
        self
    }

    pub(crate) fn admits(&self, job: &StoredJob) -> bool {
        let is = |wanted: &Option<String>, name: &str| wanted.as_deref().is_none_or(|w| w == name);
        is(&self.label, &job.label) && is(&self.handler, &job.handler)
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self::new()
    }
}

/// Some jobs, the newest first.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Page {
    /// The jobs. In rare cases they are fewer than the limit although there are more.
    pub jobs: Vec<StoredJob>,
    /// Where the next page begins, for [`Filter::before`]. None on the last one.
    pub next: Option<i64>,
}

/// A job as it is in the database.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct StoredJob {
    /// Its number in River's table.
    pub id: i64,
    /// What has become of it.
    pub state: State,
    /// The id of its handler.
    pub handler: String,
    /// The label of its event.
    pub label: String,
    /// Its queue.
    pub queue: String,
    /// What its handler sees as [`Delivery::key`](side_effects::Delivery::key).
    pub key: String,
    /// What its handler is bound to, by parameter.
    pub args: Value,
    /// How often it was tried, the attempt that runs included.
    pub attempt: u32,
    /// How often it may be tried.
    pub max_attempts: u32,
    /// When it was written.
    #[serde(serialize_with = "time")]
    pub created_at: SystemTime,
    /// When it may run next, or was to run.
    #[serde(serialize_with = "time")]
    pub scheduled_at: SystemTime,
    /// When its last attempt began.
    #[serde(serialize_with = "maybe_time")]
    pub attempted_at: Option<SystemTime>,
    /// When it was completed, cancelled or discarded.
    #[serde(serialize_with = "maybe_time")]
    pub finalized_at: Option<SystemTime>,
    /// The attempts that failed, the first one first.
    pub errors: Vec<Failed>,
    /// Why no worker that has seen it can run it, if so: its handler is not known there, or
    /// its arguments cannot be read. It uses up no attempts meanwhile.
    pub waits_for: Option<String>,
}

/// An attempt that failed.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Failed {
    /// When it began.
    #[serde(serialize_with = "time")]
    pub at: SystemTime,
    /// Which one it was, from 1.
    pub attempt: u32,
    /// The error with its sources, or the message of the panic.
    pub error: String,
}

fn time<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rfc3339(*time))
}

#[allow(clippy::ref_option, reason = "serde calls it so")]
fn maybe_time<S: Serializer>(time: &Option<SystemTime>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(rfc3339).serialize(serializer)
}

/// What has become of a job.
///
/// # Examples
///
/// ```
/// use side_effects_river::State;
///
/// assert_eq!("retryable".parse(), Ok(State::Retryable));
/// assert_eq!(State::Retryable.to_string(), "retryable");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum State {
    /// Ready to run.
    Available,
    /// To run later: it waits for a worker that knows its handler.
    Scheduled,
    /// It runs, or did when its process crashed: then it is rescued.
    Running,
    /// Failed, to be tried again.
    Retryable,
    /// Done.
    Completed,
    /// Failed as often as it may. It stays until somebody retries or deletes it.
    Discarded,
    /// Not to run, because somebody said so.
    Cancelled,
    /// Parked, by another client of River.
    Pending,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Available,
        Self::Scheduled,
        Self::Running,
        Self::Retryable,
        Self::Completed,
        Self::Discarded,
        Self::Cancelled,
        Self::Pending,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Scheduled => "scheduled",
            Self::Running => "running",
            Self::Retryable => "retryable",
            Self::Completed => "completed",
            Self::Discarded => "discarded",
            Self::Cancelled => "cancelled",
            Self::Pending => "pending",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// There is no such state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no state {0:?}: expected available, scheduled, running, retryable, completed, \
     discarded, cancelled or pending"
)]
pub struct UnknownState(String);

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|state| state.name() == name)
            .ok_or_else(|| UnknownState(name.to_owned()))
    }
}
