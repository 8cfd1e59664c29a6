//! Holds: events wait in them until somebody releases or discards them.

mod guard;
mod here;
#[cfg(feature = "durable")]
mod jobs;

use std::collections::VecDeque;
use std::fmt;
use std::mem::take;
use std::pin::Pin;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::event::fate::{Fate, tell};
use crate::event::isolation::{catch_panic, drop_quietly};
use crate::event::jobs::Jobs;
use crate::event::owned::FiredEvent;
use crate::scope::failures::Failures;
use crate::scope::interest::Interest;
use crate::scope::wrap::wrap;
use crate::scope::{Admission, Scope};

#[cfg(feature = "tokio")]
pub(crate) use here::NoHold;
pub(crate) use here::{Releasing, here};

pub use guard::{HeldSideEffects, hold_side_effects};

/// Holds events back, on whichever threads and in whichever futures it is given:
/// the handle beneath [`hold_side_effects()`](crate::hold_side_effects) and
/// [`hold()`](crate::hold()).
///
/// An event that fires in [`run`](Self::run) or [`wrap`](Self::wrap) waits, with
/// copies of the arguments that its handlers are bound to. [`release`](Self::release)
/// and [`release_async`](Self::release_async) run the handlers of what waits, in the
/// order in which it fired; [`discard`](Self::discard) forgets it. A clone is the same
/// hold; what waits in it when the last of them is dropped is discarded.
///
/// What a task that is spawned in a hold fires is not held: wrap its future, too.
///
/// # Examples
///
/// ```
/// use side_effects::{Hold, has_side_effects, is_side_effect_of, record_side_effects};
///
/// #[has_side_effects("hold_example")]
/// fn create_user(email: String) {}
///
/// #[is_side_effect_of("hold_example")]
/// fn welcome(email: &str) {
///     assert_eq!(email, "ada@example.org");
/// }
///
/// let events = record_side_effects();
/// let hold = Hold::new();
/// hold.run(|| create_user("ada@example.org".into()));
/// assert_eq!(hold.labels(), ["hold_example"]);
/// events.assert_nothing_fired();
///
/// hold.release();
/// assert!(hold.is_empty());
/// assert_eq!(events, ["hold_example"]);
/// ```
#[derive(Clone)]
pub struct Hold(Arc<Inner>);

struct Inner {
    queue: Mutex<Queue>,
    _interest: Interest,
}

#[derive(Default)]
struct Queue {
    events: VecDeque<HeldEvent>,
    /// Whether somebody has released events of this hold: what still waits in it at
    /// its end was forgotten, or cut off.
    was_released: bool,
}

/// An event that waits.
pub(crate) struct HeldEvent {
    pub(crate) event: FiredEvent,
    /// Those of its durable handlers that nobody has taken.
    pub(crate) jobs: Jobs,
    /// What is to become of it, as was decided when it fired.
    pub(crate) admission: Admission,
    /// The guards that were there.
    pub(crate) scope: Scope,
    pub(crate) handlers: Arc<dyn Handlers>,
}

/// The handlers of an event, which know how to run.
pub(crate) trait Handlers: Send + Sync {
    /// Runs them, as far as that can be done without waiting; the rest goes to the
    /// background.
    fn run(&self, held: HeldEvent, failures: &Failures);

    fn run_async<'a>(
        &'a self,
        held: HeldEvent,
        failures: &'a Failures,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;
}

impl Hold {
    /// A hold that nothing waits in.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Inner {
            queue: Mutex::default(),
            _interest: Interest::new(),
        }))
    }

    /// The hold that an event waits in that fires here: the innermost one of this thread,
    /// or of the future that is being polled. None where events fire at once.
    ///
    /// Meant for who goes on in a task, which is in no hold: `current.wrap(future)` puts the
    /// task in the hold of its origin.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{Hold, fire};
    ///
    /// assert!(Hold::current().is_none());
    /// let hold = Hold::new();
    /// let current = hold.run(Hold::current).unwrap();
    ///
    /// current.run(|| fire!("hold_current_example"));
    /// assert_eq!(hold.labels(), ["hold_current_example"]);
    /// ```
    #[must_use]
    pub fn current() -> Option<Self> {
        here()
    }

    /// Runs a closure, and holds back what it fires on this thread.
    pub fn run<R>(&self, run: impl FnOnce() -> R) -> R {
        let _entered = here::Entered::new(self);
        run()
    }

    /// Polls a future, and drops it, in this hold, on whichever thread that is.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{Hold, has_side_effects};
    ///
    /// #[has_side_effects("hold_wrap_example")]
    /// async fn create_user() {}
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let hold = Hold::new();
    /// hold.wrap(create_user()).await;
    /// assert_eq!(hold.len(), 1);
    /// hold.discard();
    /// # });
    /// ```
    pub fn wrap<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        wrap(self.clone(), future)
    }

    /// How many events wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.queue.lock().events.len()
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The label of each event that waits, in the order in which they fired: those
    /// that will be suppressed, too.
    #[must_use]
    pub fn labels(&self) -> Vec<&'static str> {
        let queue = self.0.queue.lock();
        queue.events.iter().map(|held| held.event.label()).collect()
    }

    /// Forgets the events that wait: no handler of them runs, and no guard collects
    /// them.
    pub fn discard(&self) {
        let events = take(&mut self.0.queue.lock().events);
        discard(events);
    }

    pub(crate) fn push(&self, held: HeldEvent) {
        self.0.queue.lock().events.push_back(held);
    }

    /// Takes the event that fired first, to release it.
    pub(crate) fn pop(&self) -> Option<HeldEvent> {
        let mut queue = self.0.queue.lock();
        queue.was_released = true;
        queue.events.pop_front()
    }

    /// Moves all events to another hold; says how many there were.
    pub(crate) fn move_to(&self, other: &Self) -> usize {
        let mut events = take(&mut self.0.queue.lock().events);
        let count = events.len();
        other.0.queue.lock().events.append(&mut events);
        count
    }

    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Discards what nobody has released.
    pub(super) fn end(&self) {
        let queue = take(&mut *self.0.queue.lock());
        queue.end();
    }
}

impl Queue {
    fn end(self) {
        if self.was_released && !self.events.is_empty() {
            // The subscriber is user code, and this may be an unwinding.
            let _ = catch_panic(|| self.tell_forgotten());
        }
        discard(self.events);
    }

    #[cold]
    fn tell_forgotten(&self) {
        let labels: Vec<_> = self.events.iter().map(|held| held.event.label()).collect();
        tracing::warn!(
            target: "side_effects",
            labels = %labels.join(", "),
            "side effects discarded: they were held after the others of their hold had been \
             released, or while they were, and nobody has released them since"
        );
    }
}

fn discard(events: VecDeque<HeldEvent>) {
    for held in events {
        let _ = catch_panic(|| tell(*held.event.origin(), Fate::Discarded));
        drop_quietly(held);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        take(&mut *self.queue.lock()).end();
    }
}

impl Default for Hold {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hold").field(&self.labels()).finish()
    }
}
