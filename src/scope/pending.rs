//! Handlers that wait until a test runs them.

use std::fmt;
use std::pin::Pin;

use crate::scope::events::Events;

/// A handler that would have started by itself, were it not for a guard with
/// `manual()`: see [`Events::pending`].
///
/// # Examples
///
/// ```
/// use side_effects::{fire, is_side_effect_of, record_side_effects};
///
/// /// Make thumbnails.
/// #[is_side_effect_of("pending_type_example", background)]
/// async fn make_thumbnails() {}
///
/// let events = record_side_effects().manual();
/// fire!("pending_type_example");
/// let pending = &events.pending()[0];
/// assert_eq!(pending.label(), "pending_type_example");
/// assert!(pending.handler().ends_with("::make_thumbnails"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    label: &'static str,
    handler: &'static str,
    #[cfg(feature = "durable")]
    args: serde_json::Value,
}

/// A handler that knows how to run.
pub(crate) trait Job: Send {
    fn label(&self) -> &'static str;
    fn handler(&self) -> &'static str;
    /// Those of a durable one.
    #[cfg(feature = "durable")]
    fn args(&self) -> serde_json::Value {
        serde_json::Value::Null
    }
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

    /// The arguments of a durable handler, as they are stored: an object with a member for
    /// each parameter. `null` for a background handler, whose arguments are not stored.
    #[cfg(feature = "durable")]
    #[must_use]
    pub fn args(&self) -> &serde_json::Value {
        &self.args
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut pending = f.debug_struct("Pending");
        pending.field("label", &self.label);
        pending.field("handler", &self.handler);
        #[cfg(feature = "durable")]
        pending.field("args", &format_args!("{}", self.args));
        pending.finish()
    }
}

impl Events {
    /// The background and durable handlers that wait for [`run_pending`](Self::run_pending), in
    /// the order in which they would have started. Only a guard with `manual()` has any.
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
            #[cfg(feature = "durable")]
            args: job.args(),
        });
        pending.collect()
    }

    /// Runs the handlers that wait, one after the other, and those that these cause to
    /// wait; says how many there were. A durable one runs as a worker would run it, by the
    /// stored form of its job, and once, whether it fails or not.
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
