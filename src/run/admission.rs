//! Whether the handlers of an event are to run.

use crate::error::Error;
use crate::event::erased::Here;
use crate::event::fate::{Fate, tell};
use crate::event::metrics;
use crate::event::origin::Origin;
use crate::run::failure::OnError;
use crate::run::firing::is_verbose;
use crate::run::show::show;
use crate::run::waiting::Waiting;
use crate::scope::{self, Admission, hold, interest};
use crate::wiring::callsite::{Callsite, Prepared};

/// That the handlers of an event are to run.
#[derive(Default)]
pub(super) struct Admitted {
    /// `None` if nobody was asked.
    pub(super) admission: Option<Admission>,
}

/// Whether anybody may want to know of an event, or has a say in it: then [`admits`] is to be
/// asked.
#[inline]
pub(super) fn is_watched() -> bool {
    is_verbose() || interest::any() || metrics::is_recording()
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
        tell(origin, Fate::Fired);
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
        tell(origin, Fate::Held);
        return Ok(None);
    }
    if admission.is_seen() {
        let event = prepared.plan.map(|plan| plan.event(origin, values));
        let copies = prepared.own(origin, values, |_| true);
        show(&admission, &copies, event.as_ref());
    }
    tell(origin, admission.fate());
    Ok(admission.is_admitted.then_some(Admitted {
        admission: Some(admission),
    }))
}
