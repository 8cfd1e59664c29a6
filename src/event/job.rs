//! What is to run, in the form in which it is stored.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A durable handler that is to run for one event: what a
/// [`Queue`](crate::durable::Queue) stores, and a worker hands to
/// [`run`](crate::durable::run()).
///
/// # Examples
///
/// ```
/// use side_effects::{Hold, durable, has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("job_example")]
/// fn place_order(customer: String, seats: u32) {}
///
/// #[is_side_effect_of("job_example", durable(id = "confirm", queue = "mail"))]
/// fn confirm(customer: &str, seats: u32) {}
///
/// let hold = Hold::new();
/// hold.run(|| place_order("ada".into(), 2));
/// let job: durable::Job = hold.take_jobs().remove(0);
///
/// assert_eq!((&*job.handler, &*job.label, &*job.queue), ("confirm", "job_example", "mail"));
/// assert_eq!(job.max_attempts, durable::DEFAULT_MAX_ATTEMPTS);
/// assert_eq!(job.args.to_string(), r#"{"customer":"ada","seats":2}"#);
///
/// // It survives being written and read.
/// let written = serde_json::to_string(&job)?;
/// assert_eq!(serde_json::from_str::<durable::Job>(&written)?, job);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The id of the handler: the `id = "…"` of its attribute, or else its path.
    pub handler: String,
    /// The label of the event.
    pub label: String,
    /// The queue that the handler names, or else
    /// [`DEFAULT_QUEUE`](crate::durable::DEFAULT_QUEUE).
    pub queue: String,
    /// How often it is tried, the first time counted.
    pub max_attempts: u16,
    /// What no other job has: the [`key`](crate::Delivery::key) that the handler sees.
    pub key: String,
    /// The values that the handler is bound to: an object, with a member for each, by the
    /// name of the parameter without a leading `_`.
    pub args: Value,
}

/// A job, and the path of its handler in this program.
#[derive(Debug, Clone)]
pub(crate) struct NewJob {
    pub(crate) path: &'static str,
    pub(crate) job: Job,
}
