//! What the handlers of a test did.

use std::sync::{Arc, Mutex};

use side_effects::{RecordedSideEffects, record_side_effects};

/// A list that handlers write to. A test provides its own.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn add(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    #[allow(dead_code, reason = "most tests take it")]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }

    /// All of it, and an empty list from now on.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A guard under which handlers write to the log.
#[allow(dead_code, reason = "some tests have guards of their own")]
pub(crate) fn logged() -> (Log, RecordedSideEffects) {
    let log = Log::default();
    let events = record_side_effects().provide(log.clone());
    (log, events)
}
