//! Handlers that wait until a test runs them.

use std::fmt;
use std::pin::Pin;

use crate::scope::events::Events;

/// A handler that would have started by itself, were it not for a guard with
/// `manual()`: see [`Events::pending`].
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    label: &'static str,
    handler: &'static str,
}

/// A handler that knows how to run.
pub(crate) trait Job: Send {
    fn label(&self) -> &'static str;
    fn handler(&self) -> &'static str;
    fn run(self: Box<Self>) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

impl Pending {
    /// The label of the event.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.label
    }

    /// The path of the handler.
    #[must_use]
    pub fn handler(&self) -> &'static str {
        self.handler
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("label", &self.label)
            .field("handler", &self.handler)
            .finish()
    }
}

impl Events {
    /// The background handlers that wait for [`run_pending`](Self::run_pending), in the
    /// order in which they would have started. Only a guard with `manual()` has any.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{has_side_effects, is_side_effect_of, record_side_effects};
    ///
    /// #[has_side_effects("pending_example")]
    /// fn place_order(id: u32) {}
    ///
    /// #[is_side_effect_of("pending_example", background)]
    /// async fn confirm(id: u32) {
    ///     assert_eq!(id, 7);
    /// }
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let events = record_side_effects().manual();
    /// place_order(7);
    /// let pending = events.pending();
    /// assert_eq!(pending[0].label(), "pending_example");
    /// assert!(pending[0].handler().ends_with("::confirm"));
    ///
    /// events.run_pending().await;
    /// assert!(events.pending().is_empty());
    /// events.assert_no_failures();
    /// # });
    /// ```
    #[must_use]
    pub fn pending(&self) -> Vec<Pending> {
        let jobs = self.jobs().lock();
        let pending = jobs.iter().map(|job| Pending {
            label: job.label(),
            handler: job.handler(),
        });
        pending.collect()
    }

    /// Runs the handlers that wait, one after the other, and those that these cause to
    /// wait; says how many there were.
    pub async fn run_pending(&self) -> usize {
        let mut count = 0;
        loop {
            let job = self.jobs().lock().pop_front();
            let Some(job) = job else {
                return count;
            };
            job.run().await;
            count += 1;
        }
    }
}
