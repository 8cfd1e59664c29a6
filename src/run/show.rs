//! Showing an event to the guards that see it.

use crate::event::fired::Event;
use crate::event::isolation::{catch_panic, drop_quietly};
use crate::event::owned::FiredEvent;
use crate::run::failure::{Failure, collected, log};
use crate::run::nesting::{self, Nested};
use crate::scope::Admission;

const NOT_KEPT: &str = "the guard was made while the origin ran, which has not kept its arguments \
                        for it: make the guard before the call";

/// Shows an event to the guards that see it: first a copy, which they collect, then
/// itself, to their handlers. There is no event if its origin was called before the
/// guards were there, and has kept nothing for them.
pub(super) fn show(admission: &Admission, copies: &FiredEvent, event: Option<&Event<'_>>) {
    admission.collect(copies);
    let label = copies.label();
    for observing in admission.observers(label) {
        let observer = &observing.observer;
        let run = || {
            let Some(_nested) = Nested::enter(*copies.origin()) else {
                return Err(nesting::too_deep(label));
            };
            match event {
                Some(event) => (observer.run)(event),
                None => Err(NOT_KEPT.into()),
            }
        };
        let failure = match catch_panic(run) {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => Failure::Returned(error),
            Err(message) => Failure::Panicked(message),
        };
        let error = failure.of(label, &observer.name);
        if !observing.failed(collected(&error)) {
            // Its guard went while it ran.
            log(&error);
        }
        drop_quietly(error);
    }
}
