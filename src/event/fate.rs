//! What becomes of an event, and of its handlers.

use crate::event::metrics;
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
    #[cfg(feature = "metrics")]
    pub(crate) const ALL: [Self; 4] = [Self::Fired, Self::Suppressed, Self::Held, Self::Discarded];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Suppressed => "suppressed",
            Self::Held => "held",
            Self::Discarded => "discarded",
        }
    }
}

/// Says what has become of an event, and counts it. All events pass here that anybody looks at.
pub(crate) fn tell(origin: Origin, fate: Fate) {
    tracing::debug!(
        target: "side_effects",
        label = origin.label(),
        origin = origin.path(),
        "{}",
        fate.word()
    );
    metrics::event(origin, fate);
}

/// How a handler has ended, or that it never will.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(all(feature = "metrics", feature = "tokio")),
    allow(
        dead_code,
        reason = "without these, no handler ends so, or nobody counts it"
    )
)]
pub(crate) enum Ending {
    Ok,
    /// It returned an error, or something that it needs was not there.
    Failed,
    Panicked,
    /// It does not fit its origin, or its job.
    Mismatched,
    /// It was dropped half-way, or before its turn, with the future that ran it.
    CutOff,
    /// It was given up in the background, or before its job was written.
    Abandoned,
}

#[cfg(feature = "metrics")]
impl Ending {
    pub(crate) const ALL: [Self; 6] = [
        Self::Ok,
        Self::Failed,
        Self::Panicked,
        Self::Mismatched,
        Self::CutOff,
        Self::Abandoned,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::Mismatched => "mismatched",
            Self::CutOff => "cut_off",
            Self::Abandoned => "abandoned",
        }
    }
}

/// A name in what is counted: of a label or a handler.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(feature = "metrics"),
    expect(dead_code, reason = "nothing is counted")
)]
pub(crate) enum Name<'a> {
    /// Of what is linked in.
    Linked(&'static str),
    /// Of what was registered at run time, or stored.
    Other(&'a str),
}
