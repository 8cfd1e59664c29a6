//! Whether the handlers of an event are to run.

use crate::error::Error;
use crate::event::erased::Here;
use crate::event::fired::Event;
use crate::event::isolation::{catch_panic, drop_quietly};
use crate::event::origin::Origin;
use crate::event::owned::FiredEvent;
use crate::run::failure::{Failure, OnError, collected, log};
use crate::run::nesting::{self, Nested};
use crate::run::waiting::Waiting;
use crate::scope::{self, Admission, hold, interest};
use crate::wiring::callsite::{Callsite, Prepared};

/// That the handlers of an event are to run.
#[derive(Default)]
pub(super) struct Admitted {
    /// `None` if nobody was asked.
    pub(super) admission: Option<Admission>,
}

/// Whether the handlers of an event are to run at once. Shows it to the guards, or
/// lets it wait in a hold, and says what became of it.
///
/// # Errors
///
/// With [`OnError::Abort`], if a handler cannot wait.
#[cold]
pub(super) fn admits(
    callsite: &'static Callsite,
    prepared: Prepared,
    on_error: OnError,
    values: Here<'_, '_>,
) -> Result<Option<Admitted>, Box<Error>> {
    let origin = Origin(&callsite.origin);
    if !interest::any() {
        tell(origin, "fired");
        return Ok(Some(Admitted::default()));
    }
    let admission = scope::admit(origin.label());
    if let Some(hold) = hold::here() {
        let waiting = Waiting {
            callsite,
            prepared,
            on_error,
        };
        waiting.wait(&hold, admission, values)?;
        tell(origin, "held");
        return Ok(None);
    }
    if admission.is_seen() {
        let event = prepared.plan.map(|plan| plan.event(origin, values));
        let copies = prepared.own(origin, values, |_| true);
        show(&admission, &copies, event.as_ref());
    }
    tell_admission(origin, &admission);
    Ok(admission.is_admitted.then_some(Admitted {
        admission: Some(admission),
    }))
}

fn tell(origin: Origin, outcome: &str) {
    tracing::debug!(
        target: "side_effects",
        label = origin.label(),
        origin = origin.path(),
        "{outcome}"
    );
}

pub(super) fn tell_admission(origin: Origin, admission: &Admission) {
    let outcome = if admission.is_admitted {
        "fired"
    } else {
        "suppressed"
    };
    tell(origin, outcome);
}

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
                None => Err(
                    "the guard was made while the origin ran, which has not kept its \
                             arguments for it: make the guard before the call"
                        .into(),
                ),
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
