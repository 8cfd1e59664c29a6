//! Handlers off the origin's path: in tasks of a Tokio runtime, and, if they are
//! sync, on its threads for blocking work.
//!
//! [`guide::background`](crate::guide::background) has the whole story, and a graceful
//! shutdown.
//!
//! # Examples
//!
//! ```
//! use std::time::Duration;
//!
//! use side_effects::{background, has_side_effects, is_side_effect_of};
//!
//! #[has_side_effects("background_example")]
//! async fn place_order(id: u32) -> Result<u32, String> {
//!     Ok(id)
//! }
//!
//! /// The origin does not wait for this, and cannot be the reason that it is cut off.
//! #[is_side_effect_of("background_example", background)]
//! async fn notify_warehouse(id: u32) -> Result<(), String> {
//!     assert_eq!(id, 7);
//!     Ok(())
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
//! background::limit(8);
//! place_order(7).await.unwrap();
//! assert_eq!(background::pending(), 1);
//!
//! // At the end of the program:
//! let drained = background::drain(Duration::from_secs(10)).await;
//! assert_eq!((drained.finished, drained.abandoned), (1, 0));
//! # });
//! ```

mod tasks;

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use once_cell::sync::{Lazy, OnceCell};
use parking_lot::Mutex;
use tokio::runtime::Handle;
use tokio::sync::{Notify, Semaphore};
use tokio::task::{AbortHandle, JoinHandle};

use crate::event::metrics;
use tasks::Counted;

pub(super) use tasks::{Work, start};

/// How many may run at once, and how many of these are still to be taken away: those
/// that run with a permit that is not to be given back.
struct Limit {
    permits: usize,
    excess: usize,
}

/// All that runs or waits, and what became of the rest.
struct State {
    /// `None` until it is known how to stop it.
    tasks: HashMap<u64, Option<AbortHandle>>,
    next: u64,
    /// Since the last [`drain`].
    drained: Drained,
}

struct Background {
    state: Mutex<State>,
    /// There are no tasks any more.
    idle: Notify,
    limit: Mutex<Limit>,
    permits: Arc<Semaphore>,
    installed: OnceCell<Handle>,
}

static BACKGROUND: Lazy<Background> = Lazy::new(|| Background {
    state: Mutex::new(State {
        tasks: HashMap::new(),
        next: 0,
        drained: Drained::default(),
    }),
    idle: Notify::new(),
    limit: Mutex::new(Limit {
        permits: Semaphore::MAX_PERMITS,
        excess: 0,
    }),
    permits: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
    installed: OnceCell::new(),
});

/// What became of background handlers since the program started, or since the last
/// [`drain`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use side_effects::background::{self, Drained};
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let drained = background::drain(Duration::from_secs(10)).await;
/// assert_eq!(drained, Drained::default()); // nothing was spawned, nothing is lost
/// # });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Drained {
    /// How many have run to their end, whether they failed or not.
    pub finished: usize,
    /// How many never will: they had not finished when the time of [`drain`] was over,
    /// or their runtime was shut down. Each was logged as a warning.
    pub abandoned: usize,
}

/// The runtime for handlers of events that fire where there is none: on a thread that
/// is not one of a runtime's, say.
///
/// Events that fire in a runtime use that one. The first call counts; another runtime
/// is not taken, and `false` is returned.
///
/// # Examples
///
/// ```
/// use side_effects::{background, fire, is_side_effect_of};
///
/// #[is_side_effect_of("install_example", background)]
/// fn index(id: u32) {
///     assert_eq!(id, 7);
/// }
///
/// let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build().unwrap();
/// background::install(runtime.handle().clone());
///
/// fire!("install_example", id = 7_u32); // not in the runtime
///
/// let drained = runtime.block_on(background::drain(std::time::Duration::from_secs(10)));
/// assert_eq!(drained.finished, 1);
/// ```
pub fn install(handle: Handle) -> bool {
    BACKGROUND.installed.set(handle).is_ok()
}

/// Bounds how many background handlers run at once; the others wait, in the order in
/// which they were spawned. Without a limit, all run at once.
///
/// # Panics
///
/// If `count` is 0, so that none would ever run.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use side_effects::{background, fire, is_side_effect_of};
///
/// /// Scale the picture down, which takes memory.
/// #[is_side_effect_of("limit_example", background)]
/// async fn scale() {}
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// background::limit(2);
/// for _ in 0..10 {
///     fire!("limit_example");
/// }
/// // Two at once, and all of them in the end.
/// assert_eq!(background::drain(Duration::from_secs(10)).await.finished, 10);
/// # });
/// ```
pub fn limit(count: usize) {
    assert!(count > 0, "background::limit(0): no handler would ever run");
    let count = count.min(Semaphore::MAX_PERMITS);
    let mut limit = BACKGROUND.limit.lock();
    let more = count.saturating_sub(limit.permits);
    let less = limit.permits.saturating_sub(count);
    limit.permits = count;
    // What was to be taken away may stay.
    let kept = more.min(limit.excess);
    limit.excess -= kept;
    BACKGROUND.permits.add_permits(more - kept);
    limit.excess += less - BACKGROUND.permits.forget_permits(less);
}

/// Runs a future in a task that [`drain`] waits for: work that handlers come of, and that a shutdown
/// must not cut off, such as a commit that goes on after its caller has hung up.
///
/// [`limit`] is not about it, and [`Drained::finished`] does not count it. One that is
/// still there when the time of a `drain` is over is stopped, and counts as abandoned, as does one
/// that panics.
///
/// # Panics
///
/// Outside a Tokio runtime.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use side_effects::background;
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let commit = background::spawn(async {
///     tokio::task::yield_now().await;
///     "committed"
/// });
///
/// background::drain(Duration::from_secs(10)).await;
/// assert!(commit.is_finished());
/// assert_eq!(commit.await.unwrap(), "committed");
/// # });
/// ```
pub fn spawn<T>(future: impl Future<Output = T> + Send + 'static) -> JoinHandle<T>
where
    T: Send + 'static,
{
    let counted = Counted::new(|| {
        tracing::warn!(
            target: "side_effects",
            "a task of `background::spawn` was abandoned: it has panicked, or before it had finished, \
             its runtime was shut down, or the time of `background::drain` was over"
        );
    });
    let id = counted.id;
    let task = tokio::spawn(async move {
        let value = future.await;
        counted.leave();
        value
    });
    if let Some(place) = BACKGROUND.state.lock().tasks.get_mut(&id) {
        *place = Some(task.abort_handle());
    }
    task
}

/// How many background handlers run, or wait to run, and how many tasks of [`spawn`] there are.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use side_effects::{background, fire, is_side_effect_of};
///
/// /// Warm the cache.
/// #[is_side_effect_of("background_pending_example", background)]
/// async fn warm() {}
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// assert_eq!(background::pending(), 0);
/// fire!("background_pending_example");
/// assert_eq!(background::pending(), 1);
/// background::drain(Duration::from_secs(10)).await;
/// assert_eq!(background::pending(), 0);
/// # });
/// ```
#[must_use]
pub fn pending() -> usize {
    BACKGROUND.state.lock().tasks.len()
}

/// Waits until no background handler runs or waits any more and no task of [`spawn`] is left, those
/// that are spawned meanwhile included, but no longer than this. What has not finished by then is
/// abandoned: async handlers, and those that wait, are stopped; a sync handler that runs
/// cannot be, and is counted all the same.
///
/// Meant for the end of a program, after it has stopped to take requests. What is
/// spawned afterwards runs as ever, and another `drain` waits for it.
///
/// # Panics
///
/// Outside a Tokio runtime, or if that has no timers (`enable_time`).
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use side_effects::{background, fire, is_side_effect_of};
///
/// /// Ask a service that does not answer.
/// #[is_side_effect_of("drain_example", background)]
/// async fn ask() {
///     std::future::pending().await
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// fire!("drain_example");
/// let drained = background::drain(Duration::from_millis(10)).await;
/// assert_eq!((drained.finished, drained.abandoned), (0, 1));
/// # });
/// ```
pub async fn drain(timeout: Duration) -> Drained {
    let is_idle = tokio::time::timeout(timeout, until_idle()).await.is_ok();
    let (stopped, drained) = {
        let mut state = BACKGROUND.state.lock();
        let stopped = if is_idle {
            HashMap::new()
        } else {
            std::mem::take(&mut state.tasks)
        };
        state.drained.abandoned += stopped.len();
        (stopped, std::mem::take(&mut state.drained))
    };
    metrics::background_pending(pending);
    // Each is dropped, and finds that it was counted.
    stopped
        .into_values()
        .flatten()
        .for_each(|task| task.abort());
    drained
}

async fn until_idle() {
    loop {
        let mut idle = pin!(BACKGROUND.idle.notified());
        idle.as_mut().enable();
        if pending() == 0 {
            return;
        }
        idle.await;
    }
}

/// Where handlers run that are spawned here.
pub(super) fn runtime() -> Option<Handle> {
    let current = Handle::try_current().ok();
    current.or_else(|| BACKGROUND.installed.get().cloned())
}
