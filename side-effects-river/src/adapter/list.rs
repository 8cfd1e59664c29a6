//! Reading and changing jobs.

use std::fmt;
use std::time::SystemTime;

use riverqueue::jiff::Timestamp;
use riverqueue::{Client, JobListParams, JobRow, JobState, Record, SortDirection};
use side_effects::durable::Job;
use sqlx::Pool;

use super::engine::Backend;
use super::insert::{KIND, SideEffect};
use super::tags::tag;
use crate::Error;
use crate::jobs::{Failed, Filter, Page, State, StoredJob};

/// The metadata of a job that has to wait for another program: why.
pub(super) const WAITS_FOR: &str = "side_effects:waits_for";

/// A client of River that runs nothing.
pub(crate) struct Lister(Client);

impl Lister {
    pub(crate) fn new<DB: Backend>(pool: &Pool<DB>) -> Result<Self, Error> {
        let client = DB::client(pool).build();
        client.map(Self).map_err(|error| Error::Jobs(error.into()))
    }

    pub(crate) async fn list(&self, filter: &Filter) -> Result<Page, Error> {
        let mut params = JobListParams::default()
            .kinds([KIND])
            .states(filter.states.iter().copied().map(river_state))
            .tags_all(
                [&filter.label, &filter.handler]
                    .into_iter()
                    .flatten()
                    .map(|name| tag(name)),
            )
            .direction(SortDirection::Descending)
            .limit(filter.limit);
        if let Some(id) = filter.before {
            params = params.after_id(id);
        }
        let found = self.0.jobs().list(params).await;
        let rows = found.map_err(|error| Error::Jobs(error.into()))?.jobs;
        let is_full = rows.len() == filter.limit as usize;
        let next = rows.last().filter(|_| is_full).map(|row| row.id);
        let jobs = rows.into_iter().map(stored);
        // Two names can have one tag.
        let jobs = jobs.filter(|job| filter.admits(job)).collect();
        Ok(Page { jobs, next })
    }

    pub(crate) async fn show(&self, id: i64) -> Result<StoredJob, Error> {
        let row = self.0.jobs().get(id).await;
        let row = row.map_err(|error| about(id, error))?;
        // A job of somebody else in the same database.
        if row.kind != KIND {
            return Err(Error::NoSuchJob { id });
        }
        Ok(stored(row))
    }

    pub(crate) async fn retry(&self, id: i64) -> Result<StoredJob, Error> {
        self.show(id).await?;
        let row = self.0.jobs().retry(id).await;
        row.map(stored).map_err(|error| about(id, error))
    }

    pub(crate) async fn cancel(&self, id: i64) -> Result<StoredJob, Error> {
        self.show(id).await?;
        let row = self.0.jobs().cancel(id).await;
        row.map(stored).map_err(|error| about(id, error))
    }

    pub(crate) async fn delete(&self, id: i64) -> Result<StoredJob, Error> {
        self.show(id).await?;
        let row = self.0.jobs().delete(id).await;
        row.map(stored).map_err(|error| about(id, error))
    }
}

impl fmt::Debug for Lister {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lister")
    }
}

fn about(id: i64, error: riverqueue::Error) -> Error {
    match error {
        riverqueue::Error::NotFound(Record::Job(_)) => Error::NoSuchJob { id },
        riverqueue::Error::JobRunning => Error::JobIsRunning { id },
        error => Error::Jobs(error.into()),
    }
}

fn stored(row: JobRow) -> StoredJob {
    let args = row.decode_args::<SideEffect>();
    // Written by somebody else under our name: shown as far as it can be.
    let job = args.map_or_else(
        |_| Job {
            handler: String::new(),
            label: String::new(),
            queue: row.queue.clone(),
            max_attempts: u16::MAX,
            key: String::new(),
            args: row.decode_args().unwrap_or_default(),
        },
        |args| args.0,
    );
    let waits_for = row.metadata.get::<Option<String>>(WAITS_FOR);
    StoredJob {
        id: row.id,
        state: state(row.state),
        handler: job.handler,
        label: job.label,
        queue: row.queue,
        key: job.key,
        args: job.args,
        attempt: row.attempt.try_into().unwrap_or(0),
        max_attempts: row.max_attempts.try_into().unwrap_or(0),
        created_at: time(row.created_at),
        scheduled_at: time(row.scheduled_at),
        attempted_at: row.attempted_at.map(time),
        finalized_at: row.finalized_at.map(time),
        errors: row
            .errors
            .into_iter()
            .map(|error| Failed {
                at: time(error.at),
                attempt: error.attempt.try_into().unwrap_or(0),
                error: error.error,
            })
            .collect(),
        waits_for: waits_for.ok().flatten().flatten(),
    }
}

fn time(timestamp: Timestamp) -> SystemTime {
    timestamp.into()
}

/// As RFC 3339 has it, in UTC, to the second.
pub(crate) fn rfc3339(time: SystemTime) -> String {
    let timestamp = Timestamp::try_from(time).unwrap_or_default();
    timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn state(state: JobState) -> State {
    match state {
        JobState::Available => State::Available,
        JobState::Cancelled => State::Cancelled,
        JobState::Completed => State::Completed,
        JobState::Discarded => State::Discarded,
        JobState::Retryable => State::Retryable,
        JobState::Running => State::Running,
        JobState::Scheduled => State::Scheduled,
        // Parked, by other clients of River only.
        _ => State::Pending,
    }
}

fn river_state(state: State) -> JobState {
    match state {
        State::Available => JobState::Available,
        State::Cancelled => JobState::Cancelled,
        State::Completed => JobState::Completed,
        State::Discarded => JobState::Discarded,
        State::Pending => JobState::Pending,
        State::Retryable => JobState::Retryable,
        State::Running => JobState::Running,
        State::Scheduled => JobState::Scheduled,
    }
}
