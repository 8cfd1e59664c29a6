//! What can be seen of a program.

use std::sync::{Arc, Mutex};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fact {
    /// A handler has come to this place, and is provided with this `Dep`.
    Ran {
        place: &'static str,
        value: u32,
        dep: Option<usize>,
    },
    /// The handler of a guard has run.
    On {
        guard: usize,
        label: &'static str,
        value: u32,
    },
    /// An origin that aborts has returned: `Ok`, if `true`.
    Returned(bool),
    /// A guard is dropped.
    Guard {
        guard: usize,
        collected: Vec<Event>,
        failures: Vec<Failure>,
    },
    Released {
        hold: usize,
        waiting: Vec<&'static str>,
        len: usize,
        failures: Vec<Failure>,
    },
    Discarded {
        hold: usize,
        waiting: Vec<&'static str>,
    },
    /// A panic has been caught.
    Panicked,
    /// A future was dropped half way through.
    Dropped,
    /// The program is at its end.
    AtTheEnd {
        collected: Vec<Vec<Event>>,
        waiting: Vec<Vec<&'static str>>,
    },
}

/// Label and value of an event.
pub(crate) type Event = (&'static str, u32);

/// Label and error of a failure.
pub(crate) type Failure = (&'static str, String);

/// What was seen so far, by whoever sees it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Fact>>>);

impl Log {
    pub(crate) fn add(&self, fact: Fact) {
        self.0.lock().unwrap().push(fact);
    }

    pub(crate) fn take(&self) -> Vec<Fact> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}
