//! What is said of handlers that do not fit, whether or not this build panics.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::recorder::trace_of;

/// Whether a handler that does not fit makes its origin panic.
pub(crate) const PANICS: bool = cfg!(debug_assertions);

/// What a call says of handlers that do not fit: as its panic, or in the log.
#[track_caller]
pub(crate) fn complaint<R>(call: impl FnOnce() -> R) -> String {
    let mut panicked = None;
    let trace = trace_of(|| panicked = catch_unwind(AssertUnwindSafe(call)).err());
    assert_eq!(panicked.is_some(), PANICS);
    if let Some(payload) = panicked {
        return *payload.downcast::<String>().expect("a text");
    }
    let errors = trace.iter().filter_map(|line| {
        let fields = line.strip_prefix("ERROR side_effects: side effect failed label=")?;
        let (fields, error) = fields.split_once(" error=")?;
        let (label, handler) = fields.split_once(" handler=")?;
        // The log has them as fields, and not in its text.
        let (head, details) = error.split_once('\n')?;
        Some(format!(
            "side effect `{handler}` {head} (label `{label}`)\n{details}"
        ))
    });
    errors.collect::<Vec<_>>().join("\n")
}

/// The two last lines of a complaint: the parameter at fault, and what to do.
#[track_caller]
#[allow(dead_code, reason = "not every test takes it apart")]
pub(crate) fn fault<R>(call: impl FnOnce() -> R) -> [String; 2] {
    let complaint = complaint(call);
    let mut lines = complaint.lines().rev();
    let mut next = || lines.next().expect("a line").trim().to_owned();
    let help = next();
    [next(), help]
}
