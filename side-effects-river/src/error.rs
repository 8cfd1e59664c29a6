//! What can go wrong.

use side_effects::durable::BoxError;

/// Why something was not done.
///
/// Each step has a variant of its own, and keeps its cause as
/// [`source`](std::error::Error::source). [`River::transaction`](crate::River::transaction)
/// retries none of them.
///
/// # Examples
///
/// An error type of an application, as `transaction` takes it:
///
/// ```
/// #[derive(Debug, thiserror::Error)]
/// enum OrderError {
///     #[error("out of stock")]
///     OutOfStock,
///     #[error(transparent)]
///     Sql(#[from] side_effects_river::sqlx::Error),
///     #[error(transparent)]
///     River(#[from] side_effects_river::Error),
/// }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such database, or it lets nobody in.
    #[error("cannot connect to {database}")]
    Connect {
        /// Which one, without its password.
        database: String,
        /// What the driver says.
        #[source]
        source: sqlx::Error,
    },

    /// River's tables could not be created or upgraded.
    #[error("cannot migrate River's tables")]
    Migrate(#[source] BoxError),

    /// The transaction could not begin. Nothing was done.
    #[error("cannot begin a transaction")]
    Begin(#[source] sqlx::Error),

    /// The jobs of durable handlers could not be written. The transaction was rolled back.
    #[error("cannot write the jobs of durable side effects")]
    Write(#[source] BoxError),

    /// The database refused to commit. By [`transaction`](crate::River::transaction), nothing
    /// was done; but where the connection broke just then, only the database knows.
    #[error("cannot commit")]
    Commit(#[source] sqlx::Error),

    /// The transaction was gone before its commit: the database had rolled it back at a
    /// statement whose error nobody looked at. Nothing was done.
    ///
    /// PostgreSQL does so at the first statement that fails, and then answers `COMMIT` with
    /// `ROLLBACK`, which its protocol takes for a success. SQLite does so where the disk is
    /// full. A savepoint around what may fail keeps the rest.
    #[error(
        "the database had rolled the transaction back before its commit: one of its statements \
         failed, and its error was not passed on"
    )]
    RolledBack,

    /// The Tokio runtime was shut down while the transaction committed. Only the database
    /// knows whether it did.
    #[error("the runtime was shut down during a commit, whose outcome is unknown")]
    Interrupted,

    /// A setting does not do.
    #[error("{0}")]
    Configuration(String),

    /// A worker was given a queue that no linked handler names.
    #[error(
        "no durable handler of this program is in queue `{queue}`: {hint}. A handler in a crate \
         that nothing refers to is not linked"
    )]
    UnknownQueue {
        /// The queue.
        queue: String,
        /// What there is.
        hint: String,
    },

    /// The kill switch is on: a worker of this process could run no job.
    #[error(
        "no worker starts while side effects are off in this process: SIDE_EFFECTS_TEST_MODE, or \
         `set_test_mode`, says so"
    )]
    TestMode,

    /// The worker could not start.
    #[error("cannot start the worker")]
    Start(#[source] BoxError),

    /// There is no side effect with this job id.
    #[error("there is no job {id}")]
    NoSuchJob {
        /// The id.
        id: i64,
    },

    /// A job that runs cannot be deleted. It can be cancelled.
    #[error("job {id} is running, and cannot be deleted")]
    JobIsRunning {
        /// The id.
        id: i64,
    },

    /// Jobs could not be read or changed.
    #[error("cannot read or change jobs")]
    Jobs(#[source] BoxError),
}
