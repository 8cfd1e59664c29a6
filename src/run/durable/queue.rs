//! Where jobs go.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use parking_lot::RwLock;

use crate::event::job::Job;

/// Any error.
pub type BoxError = crate::error::BoxError;

/// A future on the heap that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Stores jobs, so that they survive this process.
///
/// # Examples
///
/// A queue in memory, which survives nothing. A real one inserts a row for each job; one that
/// writes into the caller's transaction takes the jobs from a [`Hold`](crate::Hold::take_jobs).
///
/// ```
/// use std::sync::Mutex;
///
/// use side_effects::durable::{self, BoxError, BoxFuture, Job, Queue};
/// use side_effects::{has_side_effects, is_side_effect_of};
///
/// static STORED: Mutex<Vec<Job>> = Mutex::new(Vec::new());
///
/// struct InMemory;
///
/// impl Queue for InMemory {
///     fn write(&self, mut jobs: Vec<Job>) -> BoxFuture<'_, Result<(), BoxError>> {
///         Box::pin(async move {
///             STORED.lock().unwrap().append(&mut jobs);
///             Ok(())
///         })
///     }
/// }
///
/// #[has_side_effects("queue_example")]
/// async fn place_order(id: u32) {}
///
/// #[is_side_effect_of("queue_example", durable)]
/// fn notify_warehouse(id: u32) {
///     assert_eq!(id, 7);
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// durable::install(InMemory);
/// place_order(7).await;
///
/// // A worker, later:
/// let job = STORED.lock().unwrap().remove(0);
/// durable::run(&job, 1).await.unwrap();
/// # });
/// ```
pub trait Queue: Send + Sync + 'static {
    /// Stores these jobs: all of them, or none.
    ///
    /// # Errors
    ///
    /// If it cannot. The handlers of these jobs have failed, then.
    fn write(&self, jobs: Vec<Job>) -> BoxFuture<'_, Result<(), BoxError>>;
}

static INSTALLED: RwLock<Option<Arc<dyn Queue>>> = RwLock::new(None);

/// Says where the jobs of this process go. A later queue takes the place of an earlier one;
/// what is being written meanwhile still goes to that.
///
/// Meant for the start of a program, before [`assert_wired`](crate::assert_wired), which does
/// not let a program start that has durable handlers and no queue (`W005`).
///
/// # Examples
///
/// ```
/// use side_effects::durable::{self, BoxError, BoxFuture, Job, Queue};
///
/// struct Log;
///
/// impl Queue for Log {
///     fn write(&self, jobs: Vec<Job>) -> BoxFuture<'_, Result<(), BoxError>> {
///         Box::pin(async move {
///             for job in jobs {
///                 println!("{}", serde_json::to_string(&job)?);
///             }
///             Ok(())
///         })
///     }
/// }
///
/// durable::install(Log);
/// ```
pub fn install(queue: impl Queue) {
    let before = INSTALLED.write().replace(Arc::new(queue));
    // Its `Drop` may do anything: the lock is free again.
    drop(before);
}

pub(super) fn installed() -> Option<Arc<dyn Queue>> {
    INSTALLED.read().clone()
}

/// Whether there is a queue.
pub(crate) fn is_installed() -> bool {
    INSTALLED.read().is_some()
}

/// Why jobs were not written.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum NotWritten {
    #[error(
        "it is durable, and there is no queue to write its job to: call \
         `side_effects::durable::install(queue)` at start-up, or take the jobs of a hold before the \
         commit"
    )]
    NoQueue,
    #[error(
        "its job is to be written by a task, and there is no Tokio runtime here: fire its event in \
         one, or name one with `side_effects::background::install(handle)`"
    )]
    NoRuntime,
    #[error("its job could not be written")]
    Failed(#[source] Arc<Shared>),
    #[error("the queue panicked while it wrote its job: {0}")]
    Panicked(String),
    #[error("its job was not written: the runtime was shut down before")]
    Abandoned,
}

impl NotWritten {
    pub(super) fn failed(error: BoxError) -> Self {
        Self::Failed(Arc::new(Shared(error)))
    }
}

/// One error of several handlers.
#[derive(Debug)]
pub(super) struct Shared(BoxError);

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Shared {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
