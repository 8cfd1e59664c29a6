//! Writing jobs.

use std::collections::HashSet;
use std::fmt;

use riverqueue::{Client, InsertBatch, InsertOpts, JobArgs, JobState, UniqueOpts};
use serde::{Deserialize, Serialize};
use side_effects::durable::Job;
use sqlx::{Pool, Transaction};

use super::engine::Backend;
use super::tags::tag;
use crate::Error;
use crate::worker::FETCH_COOLDOWN;

/// The kind of all our jobs.
///
/// One kind for all handlers, since River takes a kind to be a Rust type, and a leader discards
/// at once what a crash has left of a kind that it does not know. Of a handler that it does not
/// know, it knows that a newer program may.
pub(super) const KIND: &str = "side_effect";

/// The arguments of our jobs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct SideEffect(pub(super) Job);

impl JobArgs for SideEffect {
    const KIND: &'static str = KIND;

    fn unique_fields() -> &'static [&'static [&'static str]] {
        &[&["key"]]
    }
}

impl SideEffect {
    fn opts(&self) -> InsertOpts {
        let Job {
            handler,
            label,
            queue,
            max_attempts,
            ..
        } = &self.0;
        InsertOpts::default()
            .with_queue(queue)
            .with_max_attempts((*max_attempts).into())
            .with_tags([tag(handler), tag(label)])
            // In every state: a job that has run, or was discarded, is not written again.
            .with_unique(
                UniqueOpts::new()
                    .with_by_args(true)
                    .with_by_state(JobState::ALL.iter().copied()),
            )
    }
}

/// A client of River that writes jobs and runs none.
#[derive(Clone)]
pub(crate) struct Inserter(Client);

impl Inserter {
    pub(crate) fn new<DB: Backend>(pool: &Pool<DB>) -> Result<Self, Error> {
        // It paces the wake-ups of workers, too.
        let client = DB::client(pool).fetch_cooldown(FETCH_COOLDOWN).build();
        client.map(Self).map_err(|error| Error::Start(error.into()))
    }

    /// In a transaction of its own.
    pub(crate) async fn insert(&self, jobs: Vec<Job>) -> Result<(), riverqueue::Error> {
        if !jobs.is_empty() {
            self.0.insert_batch(batch(jobs)).await?;
        }
        Ok(())
    }

    pub(crate) async fn insert_in<DB: Backend>(
        &self,
        jobs: Vec<Job>,
        tx: &mut Transaction<'_, DB>,
    ) -> Result<(), riverqueue::Error> {
        DB::insert(&self.0, batch(jobs), tx).await
    }
}

impl fmt::Debug for Inserter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inserter")
    }
}

/// Each key once: River's batches fail where it is there twice.
fn batch(jobs: Vec<Job>) -> InsertBatch {
    let mut keys = HashSet::new();
    let mut batch = InsertBatch::new();
    for job in jobs {
        if keys.insert(job.key.clone()) {
            let args = SideEffect(job);
            let opts = args.opts();
            batch.push_with(args, opts);
        }
    }
    batch
}

/// Whether PostgreSQL had given up the transaction before.
pub(crate) fn is_aborted(error: &riverqueue::Error) -> bool {
    matches!(error, riverqueue::Error::Database(error) if is_aborted_sql(error))
}

/// SQLSTATE `in_failed_sql_transaction`.
pub(super) fn is_aborted_sql(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.as_deref() == Some("25P02")
}
