//! The durable handlers of this program.

use std::fmt;

use crate::wiring::durable::{Found, all};

/// A durable handler that is linked in, as jobs know it.
///
/// # Examples
///
/// A worker for all queues that this program has handlers for:
///
/// ```
/// use std::collections::BTreeSet;
///
/// use side_effects::durable;
///
/// let queues: BTreeSet<&str> = durable::handlers().iter().map(|handler| handler.queue()).collect();
/// # let _ = queues;
/// ```
#[derive(Clone, Copy)]
pub struct DurableHandler(Found);

/// The durable handlers that are linked in, each function once, sorted by id: what a worker
/// needs to know which queues to work.
///
/// # Examples
///
/// ```
/// use side_effects::{durable, has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("handlers_example")]
/// fn place_order(id: u32) {}
///
/// #[is_side_effect_of("handlers_example", durable(id = "notify", queue = "warehouse"))]
/// fn notify_warehouse(id: u32) {}
///
/// let handlers = durable::handlers();
/// let notify = handlers.iter().find(|handler| handler.id() == "notify").unwrap();
/// assert_eq!(notify.queue(), "warehouse");
/// assert_eq!(notify.max_attempts(), durable::DEFAULT_MAX_ATTEMPTS);
/// assert!(notify.path().ends_with("::notify_warehouse"));
/// ```
#[must_use]
pub fn handlers() -> Vec<DurableHandler> {
    all().map(DurableHandler).collect()
}

impl DurableHandler {
    /// What jobs call it: the `id = "…"` of its attribute, or else its path.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.0.id()
    }

    /// The module it is in and its name.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.0.handler.facts.path
    }

    /// The queue that its jobs go to.
    #[must_use]
    pub fn queue(&self) -> &'static str {
        self.0.durable.queue
    }

    /// How often it is tried, the first time counted.
    #[must_use]
    pub fn max_attempts(&self) -> u16 {
        self.0.durable.max_attempts
    }
}

impl fmt::Debug for DurableHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DurableHandler")
            .field("id", &self.id())
            .field("path", &self.path())
            .field("queue", &self.queue())
            .field("max_attempts", &self.max_attempts())
            .finish()
    }
}
