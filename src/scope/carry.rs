//! Guards on other threads.

use std::fmt;
use std::sync::Arc;

use super::frames::{Entered, Frame, HERE};
use crate::scope::events::Events;

/// Carries a guard, and those it is nested in, to other threads.
///
/// A thread that runs in a scope stays in it even if the guard is dropped in
/// the meantime, so that nothing fires just because a test was faster than its
/// threads.
///
/// # Examples
///
/// ```
/// use side_effects::{disable_side_effects, has_side_effects};
///
/// #[has_side_effects("scope_example")]
/// fn publish() {}
///
/// let events = disable_side_effects();
/// let scope = events.scope();
/// std::thread::spawn(move || scope.run(publish)).join().unwrap();
/// assert_eq!(events, ["scope_example"]);
/// ```
#[derive(Clone)]
pub struct Scope {
    pub(super) frames: Arc<[Arc<Frame>]>,
}

impl Scope {
    /// The guards of this thread.
    pub(crate) fn here() -> Self {
        let frames = HERE.with_borrow(|here| here.as_slice().into());
        Self { frames }
    }

    /// Runs a closure under the guard, on whichever thread this is.
    pub fn run<R>(&self, run: impl FnOnce() -> R) -> R {
        let _entered = Entered::new(&self.frames);
        run()
    }
}

/// Side effects are off in this scope, and on this thread as they were.
#[doc(hidden)]
pub fn disabled_scope() -> (Scope, Events) {
    let frame = Frame::new(true);
    let events = frame.events.clone();
    let frames = Arc::new([frame]);
    (Scope { frames }, events)
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("guards", &self.frames.len())
            .finish()
    }
}
