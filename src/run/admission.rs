//! Whether the handlers of an event are to run.

use crate::event::erased::Here;
use crate::event::fired::Event;
use crate::event::isolation::{catch_panic, drop_quietly};
use crate::event::origin::Origin;
use crate::run::failure::{Failure, collected};
use crate::run::nesting::{self, Nested};
use crate::scope::{self, Admission, interest};
use crate::wiring::callsite::{Callsite, Prepared};

/// Whether the handlers of an event are to run. Shows it to the guards, and says
/// what became of it.
#[cold]
pub(super) fn admits(
    callsite: &'static Callsite,
    prepared: Prepared,
    values: Here<'_, '_>,
) -> bool {
    let origin = Origin(&callsite.origin);
    let mut is_admitted = true;
    if interest::any() {
        let admission = scope::admit(origin.label());
        is_admitted = admission.is_admitted;
        if admission.is_seen() {
            admission.collect(&prepared.own(origin, values, |_| true));
            let event = prepared.plan.map(|plan| plan.event(origin, values));
            observe(&admission, origin, event.as_ref());
        }
    }
    tracing::debug!(
        target: "side_effects",
        label = origin.label(),
        origin = origin.path(),
        "{}", if is_admitted { "fired" } else { "suppressed" }
    );
    is_admitted
}

/// Runs the handlers that guards have for an event; there is none if its origin
/// was called before the guards were there, and has kept nothing for them.
fn observe(admission: &Admission, origin: Origin, event: Option<&Event<'_>>) {
    let label = origin.label();
    for observing in admission.observers(label) {
        let observer = &observing.observer;
        let run = || {
            let Some(_nested) = Nested::enter(label) else {
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
        observing.failed(collected(&error));
        drop_quietly(error);
    }
}
