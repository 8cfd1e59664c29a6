//! Why a job did not run to its end.

use crate::error::BoxError;

/// Why [`run`](crate::durable::run()) has not run a handler to its end.
///
/// What a worker does about it differs: a failure or a panic uses up an attempt and is
/// tried again later, while a job that this program does not know, or cannot read, waits
/// for one that can.
///
/// # Examples
///
/// ```
/// use side_effects::durable::{self, Job, RunError};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let job: Job = serde_json::from_str(
///     r#"{"handler": "confrm", "label": "ordered", "queue": "mail", "max_attempts": 5,
///         "key": "00", "args": {}}"#,
/// )
/// .unwrap();
/// let error = durable::run(&job, 1).await.unwrap_err();
/// assert!(matches!(error, RunError::UnknownHandler { .. }));
/// assert!(error.to_string().contains("no durable handler `confrm`"));
/// # });
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// This program has no durable handler of that id: it is older or newer than the one
    /// that wrote the job, or the handler has moved without an `id`.
    #[error("this program has no durable handler `{handler}`: {hint}")]
    UnknownHandler {
        /// The id in the job.
        handler: String,
        /// What may be meant.
        hint: String,
    },
    /// Several functions have that id, as [`check`](crate::check()) says (`E005`).
    #[error(
        "several durable handlers have the id `{handler}`: {}; give each an `id` of its own",
        .paths.join(", ")
    )]
    Ambiguous {
        /// The id in the job.
        handler: String,
        /// Their paths.
        paths: Vec<String>,
    },
    /// The job's arguments are not those of the handler.
    #[error("`{parameter}` of `{handler}` cannot be read from the job: {problem}")]
    Undecodable {
        /// The id in the job.
        handler: String,
        /// The parameter of the handler.
        parameter: String,
        /// What is there in its place.
        problem: String,
    },
    /// `SIDE_EFFECTS_TEST_MODE` lets no side effect run in this process.
    #[error(
        "the kill switch is on (SIDE_EFFECTS_TEST_MODE, or `set_test_mode`): this process runs no \
         side effect"
    )]
    Suppressed,
    /// The handler returned an error, or what it takes as a [`Dep`](crate::Dep) is not
    /// provided.
    #[error(transparent)]
    Failed(BoxError),
    /// The handler panicked, with this message.
    #[error("panicked: {0}")]
    Panicked(String),
}
