//! What failed while a guard was looking.

use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;

/// A side effect that failed while a guard was collecting.
///
/// [`RecordedSideEffects::failures`](crate::RecordedSideEffects::failures) lists
/// them. A clone is the same failure.
///
/// # Examples
///
/// ```
/// use side_effects::{has_side_effects, is_side_effect_of, record_side_effects};
///
/// #[has_side_effects("failure_example")]
/// fn publish() {}
///
/// #[is_side_effect_of("failure_example")]
/// fn ping() -> Result<(), &'static str> {
///     Err("no route to host")
/// }
///
/// let events = record_side_effects();
/// publish();
/// let failures = events.failures();
/// assert_eq!(failures.len(), 1);
/// assert_eq!(failures[0].label(), "failure_example");
/// assert!(failures[0].handler().ends_with("::ping"));
/// assert_eq!(failures[0].error(), "no route to host");
/// ```
#[derive(Clone)]
pub struct Failure(Arc<Inner>);

struct Inner {
    label: &'static str,
    handler: String,
    error: String,
}

impl Failure {
    pub(crate) fn new(label: &'static str, handler: String, error: String) -> Self {
        Self(Arc::new(Inner {
            label,
            handler,
            error,
        }))
    }

    /// The label of the event.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.0.label
    }

    /// The path of the handler, or of the origin whose `run_on_exit` panicked.
    /// A handler of a guard is called by where it was set:
    /// `on("order_placed") at tests/orders.rs:7`.
    #[must_use]
    pub fn handler(&self) -> &str {
        &self.0.handler
    }

    /// Why it failed, as the log says it: the text of the error and of its
    /// sources, the message of the panic, or what does not fit.
    ///
    /// It is a text, since the error itself may be on its way to the caller of
    /// the origin.
    #[must_use]
    pub fn error(&self) -> &str {
        &self.0.error
    }
}

/// The handler, the label and the error.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            label,
            handler,
            error,
        } = &*self.0;
        write!(f, "`{handler}` of `{label}`: {error}")
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("label", &self.label())
            .field("handler", &self.handler())
            .field("error", &self.error())
            .finish()
    }
}

/// The failures that a guard has collected.
#[derive(Default)]
pub(crate) struct Failures(Mutex<Collected>);

#[derive(Default)]
struct Collected {
    all: Vec<Failure>,
    /// Whether the last of them was added after somebody looked.
    is_unseen: bool,
}

impl Failures {
    pub(crate) fn collect(&self, failure: Failure) {
        let mut collected = self.0.lock();
        collected.all.push(failure);
        collected.is_unseen = true;
    }

    /// All of them, which counts as having looked.
    pub(crate) fn look(&self) -> Vec<Failure> {
        let mut collected = self.0.lock();
        collected.is_unseen = false;
        collected.all.clone()
    }

    /// All of them, if some were added after somebody last looked.
    pub(super) fn unseen(&self) -> Option<Vec<Failure>> {
        let collected = self.0.lock();
        collected.is_unseen.then(|| collected.all.clone())
    }
}

/// A line for each.
pub(super) struct Listed<'a>(pub(super) &'a [Failure]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in self.0 {
            let text = failure.to_string().replace('\n', "\n    ");
            write!(f, "\n  - {text}")?;
        }
        Ok(())
    }
}
