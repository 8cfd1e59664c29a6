//! Handlers whose values are stored in a job, and rebuilt when that runs.

mod by_id;
mod error;
mod stored;

use std::fmt;

use crate::event::delivery::new_key;
use crate::event::job::Job;
use crate::wiring::handler::{Call, HandlerEntry, HandlerFuture, HandlerResult};

pub(crate) use by_id::{Found, all, find, of_id};

pub use error::RunError;
pub use stored::{Args, OutlivesItsOrigin, Rebuildable, Storable, StoreError, Stored};

/// The queue of a handler that names none.
pub const DEFAULT_QUEUE: &str = "default";

/// How often a handler that does not say is tried: with River's delays, which grow with
/// the fourth power of the attempt, for about three weeks.
pub const DEFAULT_MAX_ATTEMPTS: u16 = 25;

/// What makes a handler durable.
#[doc(hidden)]
#[derive(Debug)]
pub struct DurableEntry {
    pub id: Option<&'static str>,
    pub queue: &'static str,
    pub max_attempts: u16,
    /// Stores the values of a call.
    pub store: for<'v, 'a> fn(Call<'v, 'a>, &mut Args) -> Result<(), StoreError>,
    pub work: Work,
}

/// Rebuilds the values of a job, and runs the handler with them.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Work {
    Sync(fn(&Stored<'_>) -> Result<HandlerResult, RunError>),
    Async(fn(&Stored<'_>) -> Result<HandlerFuture<'static>, RunError>),
}

impl DurableEntry {
    pub(crate) fn is_async(&self) -> bool {
        matches!(self.work, Work::Async(_))
    }

    /// What jobs call the handler that this belongs to.
    pub(crate) fn id_of(&self, handler: &HandlerEntry) -> &'static str {
        self.id.unwrap_or(handler.facts.path)
    }

    /// The id, the queue and the number of attempts.
    pub(crate) fn facts(&self, handler: &HandlerEntry) -> (&'static str, &'static str, u16) {
        (self.id_of(handler), self.queue, self.max_attempts)
    }

    /// A job for one call of the origin.
    pub(crate) fn job(
        &self,
        handler: &HandlerEntry,
        call: Call<'_, '_>,
    ) -> Result<Job, StoreError> {
        let mut args = Args::default();
        (self.store)(call, &mut args)?;
        Ok(Job {
            handler: self.id_of(handler).to_owned(),
            label: handler.facts.label.to_owned(),
            queue: self.queue.to_owned(),
            max_attempts: self.max_attempts,
            key: new_key(),
            args: args.into(),
        })
    }
}

/// Where a durable handler runs.
impl fmt::Display for DurableEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "durably in queue `{}`", self.queue)
    }
}
