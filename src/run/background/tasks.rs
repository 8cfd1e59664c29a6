//! The tasks themselves, and how they are counted.

use std::pin::Pin;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;

use super::{BACKGROUND, pending};
use crate::event::isolation::catch_panic;
use crate::event::metrics;

/// What runs in a task: async, or on a thread for blocking work.
pub(in crate::run) enum Work {
    Async(Pin<Box<dyn Future<Output = ()> + Send>>),
    Blocking(Box<dyn FnOnce() + Send>),
    /// Async, and no handler: `limit` is not about it.
    #[cfg(feature = "durable")]
    Unlimited(Pin<Box<dyn Future<Output = ()> + Send>>),
}

/// Spawns a task, which counts until it is done or is dropped. `tell_abandoned` is
/// called if it is dropped.
pub(in crate::run) fn start(
    runtime: &Handle,
    work: Work,
    tell_abandoned: impl FnOnce() + Send + 'static,
) {
    let counted = Counted::new(tell_abandoned);
    let id = counted.id;
    let permits = Arc::clone(&BACKGROUND.permits);
    let task = runtime.spawn(async move {
        let permit = match work {
            #[cfg(feature = "durable")]
            Work::Unlimited(_) => None,
            // The semaphore is never closed.
            _ => permits.acquire_owned().await.ok(),
        };
        let permit = Permit(permit);
        match work {
            #[cfg(feature = "durable")]
            Work::Unlimited(future) => {
                future.await;
                counted.finish();
            }
            Work::Async(future) => {
                future.await;
                counted.finish();
            }
            Work::Blocking(run) => {
                let run = move || {
                    let _permit = permit;
                    run();
                    counted.finish();
                };
                // It counts for itself, so that there is nothing to wait for.
                let on_its_thread = tokio::task::spawn_blocking(run).abort_handle();
                if let Some(place) = BACKGROUND.state.lock().tasks.get_mut(&id) {
                    *place = Some(on_its_thread);
                }
            }
        }
    });
    if let Some(place) = BACKGROUND.state.lock().tasks.get_mut(&id) {
        // A sync handler may be on its thread by now.
        place.get_or_insert_with(|| task.abort_handle());
    }
}

/// The right to run.
struct Permit(Option<OwnedSemaphorePermit>);

impl Drop for Permit {
    fn drop(&mut self) {
        let mut limit = BACKGROUND.limit.lock();
        let Some(permit) = self.0.take() else { return };
        if limit.excess > 0 {
            limit.excess -= 1;
            permit.forget();
        }
    }
}

/// A task that is counted.
pub(super) struct Counted<F: FnOnce()> {
    pub(super) id: u64,
    tell_abandoned: Option<F>,
}

impl<F: FnOnce()> Counted<F> {
    pub(super) fn new(tell_abandoned: F) -> Self {
        let mut state = BACKGROUND.state.lock();
        let id = state.next;
        state.next += 1;
        state.tasks.insert(id, None);
        drop(state);
        metrics::background_pending(pending);
        Self {
            id,
            tell_abandoned: Some(tell_abandoned),
        }
    }

    fn finish(mut self) {
        self.tell_abandoned = None;
    }

    /// Ends as if it had never been counted.
    pub(super) fn leave(self) {
        BACKGROUND.state.lock().tasks.remove(&self.id);
        self.finish();
    }
}

impl<F: FnOnce()> Drop for Counted<F> {
    fn drop(&mut self) {
        let tell_abandoned = self.tell_abandoned.take();
        {
            let mut state = BACKGROUND.state.lock();
            // `drain` has counted what it has given up.
            if state.tasks.remove(&self.id).is_some() {
                match tell_abandoned {
                    Some(_) => state.drained.abandoned += 1,
                    None => state.drained.finished += 1,
                }
            }
            if state.tasks.is_empty() {
                BACKGROUND.idle.notify_waiters();
            }
        }
        metrics::background_pending(pending);
        if let Some(tell_abandoned) = tell_abandoned {
            // The subscriber is user code, and this may be an unwinding.
            let _ = catch_panic(tell_abandoned);
        }
    }
}
