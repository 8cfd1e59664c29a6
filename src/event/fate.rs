//! What becomes of an event.

use crate::event::origin::Origin;

/// What has become of an event, whose origin was a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Its handlers may run.
    Fired,
    /// A guard or the kill switch lets none of them run.
    Suppressed,
    /// It waits in a hold.
    Held,
    /// It was forgotten with its hold.
    Discarded,
}

impl Fate {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Suppressed => "suppressed",
            Self::Held => "held",
            Self::Discarded => "discarded",
        }
    }
}

/// Says what has become of an event. All events pass here that anybody looks at.
pub(crate) fn tell(origin: Origin, fate: Fate) {
    tracing::debug!(
        target: "side_effects",
        label = origin.label(),
        origin = origin.path(),
        "{}",
        fate.word()
    );
}
