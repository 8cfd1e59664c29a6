//! Releasing what waits in a hold.

use std::fmt;
use std::sync::Arc;
use std::thread;

use crate::event::outcome::BlockOutcome;
use crate::scope::failures::{Failure, Failures};
use crate::scope::hold::{Hold, Releasing};
use crate::scope::wrap::{Surroundings as _, wrap};

/// What came of the release of a [`Hold`].
///
/// # Examples
///
/// ```
/// use side_effects::{fire, hold_side_effects, is_side_effect_of};
///
/// #[is_side_effect_of("released_example")]
/// fn ping() -> Result<(), &'static str> {
///     Err("no route to host")
/// }
///
/// let held = hold_side_effects();
/// fire!("released_example");
/// let released = held.release();
/// assert_eq!(released.len(), 1);
/// assert_eq!(released.failures()[0].error(), "no route to host");
/// ```
#[derive(Clone, Default)]
pub struct Released {
    len: usize,
    failures: Vec<Failure>,
}

impl Released {
    /// How many events were released: ran, were suppressed, or moved to the hold
    /// around theirs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there were none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The side effects that failed, in order. They are logged as well, and no
    /// origin returns them, whatever its `on_error` says: it returned long ago. Under
    /// `on_error = abort`, the handlers after the one that failed did not run.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }
}

impl fmt::Debug for Released {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Released")
            .field("len", &self.len)
            .field("failures", &self.failures)
            .finish()
    }
}

impl Hold {
    /// Runs the handlers of all events that wait, in the order in which these fired.
    ///
    /// Inside another hold on this thread, the events move there instead, and wait
    /// on. What the handlers fire is not held by this hold. A handler that panics or
    /// fails does not keep the others from running.
    ///
    /// Async handlers cannot run here. With the feature `tokio`, an event that has any
    /// goes to the background, where there is a runtime; else each of them is among the
    /// failures. Await [`release_async`](Self::release_async) where there may be any.
    pub fn release(&self) -> Released {
        if let Some(outer) = self.outer() {
            return self.released_to(&outer);
        }
        let failures = Failures::default();
        let mut len = 0;
        let releasing = Releasing(self.clone());
        while let Some(held) = self.pop() {
            len += 1;
            let (scope, handlers) = (held.scope.clone(), Arc::clone(&held.handlers));
            releasing.run(|| scope.run(|| handlers.run(held, &failures)));
        }
        Released {
            len,
            failures: failures.look(),
        }
    }

    /// The same as [`release`](Self::release), and waits for async handlers, too:
    /// those of one event and one `order` run side by side, one event after the other.
    ///
    /// If this future is dropped before it is done, the handlers that were running are
    /// dropped, with a warning, and the events that were not reached still wait.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{Hold, has_side_effects, is_side_effect_of};
    ///
    /// #[has_side_effects("release_async_example")]
    /// async fn create_user(email: &str) {}
    ///
    /// #[is_side_effect_of("release_async_example")]
    /// async fn welcome(email: &str) {
    ///     assert_eq!(email, "ada@example.org");
    /// }
    ///
    /// # side_effects::set_abort_on_error(true);
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let hold = Hold::new();
    /// hold.wrap(create_user("ada@example.org")).await;
    /// let released = hold.release_async().await;
    /// assert!(released.failures().is_empty());
    /// # assert_eq!(released.len(), 1);
    /// # });
    /// ```
    pub async fn release_async(&self) -> Released {
        if let Some(outer) = self.outer() {
            return self.released_to(&outer);
        }
        let failures = Failures::default();
        let mut len = 0;
        while let Some(held) = self.pop() {
            len += 1;
            let (scope, handlers) = (held.scope.clone(), Arc::clone(&held.handlers));
            let run = scope.wrap(handlers.run_async(held, &failures));
            wrap(Releasing(self.clone()), run).await;
        }
        Released {
            len,
            failures: failures.look(),
        }
    }

    fn released_to(&self, outer: &Self) -> Released {
        Released {
            len: self.move_to(outer),
            failures: Vec::new(),
        }
    }
}

/// Holds back what a future fires, until it is done: releases it if the future's
/// value is a success, and discards it if not, if the future panics, or if it is
/// dropped.
///
/// A `Result` is a success if it is `Ok`; see [`BlockOutcome`]. In the same step in
/// which the future is done, the events are on their way: inside another hold they
/// move there, else their handlers run as in [`Hold::release_async`]. If this future is
/// dropped meanwhile, the handlers that are running are dropped with it, and the events
/// that were not reached are released by [`Hold::release`]: with the feature `tokio`, those
/// that have async handlers go to the background.
///
/// [`guide::transactions`](crate::guide::transactions) shows it around a transaction.
///
/// # Examples
///
/// ```
/// use side_effects::{has_side_effects, hold, record_side_effects};
///
/// #[has_side_effects("hold_future_example")]
/// async fn create_user(email: &str) -> Result<u32, String> {
///     Ok(7)
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let events = record_side_effects();
/// let failed: Result<(), String> = hold(async {
///     create_user("ada@example.org").await?;
///     Err("the commit failed".into())
/// })
/// .await;
/// assert!(failed.is_err());
/// events.assert_nothing_fired();
///
/// let id = hold(async {
///     let id = create_user("ada@example.org").await?;
///     events.assert_nothing_fired();
///     // here: commit
///     Ok::<_, String>(id)
/// })
/// .await;
/// assert_eq!(id, Ok(7));
/// assert_eq!(events, ["hold_future_example"]);
/// # });
/// ```
pub async fn hold<F>(future: F) -> F::Output
where
    F: Future<Output: BlockOutcome>,
{
    let hold = Hold::new();
    let value = hold.wrap(future).await;
    if value.is_success() {
        let _rest = Rest(&hold);
        hold.release_async().await;
    }
    value
}

/// The work has succeeded, so that no event of it may be lost with the future that
/// releases them.
struct Rest<'a>(&'a Hold);

impl Drop for Rest<'_> {
    fn drop(&mut self) {
        // Under `set_abort_on_error` a release may panic, and this may be an unwinding.
        if !self.0.is_empty() && !thread::panicking() {
            self.0.release();
        }
    }
}

/// Holds back what a closure fires on this thread, until it has returned: releases it
/// if its value is a success, and discards it if not, or if the closure panics.
///
/// The same as [`hold`](hold()) for code that does not await; see there.
///
/// # Examples
///
/// ```
/// use side_effects::{has_side_effects, hold_blocking, record_side_effects};
///
/// #[has_side_effects("hold_blocking_example")]
/// fn create_user(email: &str) {}
///
/// let events = record_side_effects();
/// let failed: Result<(), String> = hold_blocking(|| {
///     create_user("ada@example.org");
///     Err("the commit failed".into())
/// });
/// assert!(failed.is_err());
/// events.assert_nothing_fired();
/// ```
pub fn hold_blocking<R: BlockOutcome>(run: impl FnOnce() -> R) -> R {
    let hold = Hold::new();
    let value = hold.run(run);
    if value.is_success() {
        hold.release();
    }
    value
}
