//! What guards and the kill switch make of an event.

use std::sync::Arc;
#[cfg(feature = "tokio")]
use std::sync::atomic::Ordering;

use crate::event::fate::Fate;
use crate::event::owned::FiredEvent;
#[cfg(feature = "tokio")]
use crate::scope::events::Events;
use crate::scope::failures::Failure;
use crate::scope::frames::{EVERYWHERE, Frame, Frames, HERE, Observer, position};
use crate::scope::switches::{self, TestMode};

/// What is to become of an event, as was decided when it fired.
#[must_use]
pub(crate) struct Admission {
    /// Whether its handlers may run.
    pub(crate) is_admitted: bool,
    /// The frames that see it.
    seen_by: Frames,
}

impl Admission {
    pub(crate) fn fate(&self) -> Fate {
        if self.is_admitted {
            Fate::Fired
        } else {
            Fate::Suppressed
        }
    }

    /// Whether any guard collects the event.
    pub(crate) fn is_seen(&self) -> bool {
        !self.seen_by.is_empty()
    }

    /// Leaves out those whose guard is gone: they see nothing any more.
    pub(crate) fn of_living_guards(&self) -> Self {
        let is_guarded = |frame: &&Arc<Frame>| frame.is_guarded();
        Self {
            is_admitted: self.is_admitted,
            seen_by: self.seen_by.iter().filter(is_guarded).cloned().collect(),
        }
    }

    /// Hands the event to those who see it.
    pub(crate) fn collect(&self, event: &FiredEvent) {
        for frame in &self.seen_by {
            frame.events.collect(event.clone());
        }
    }

    /// Where handlers wait to be run by hand: with the innermost guard that says so.
    #[cfg(feature = "tokio")]
    pub(crate) fn manual(&self) -> Option<Events> {
        let is_manual = |frame: &&Arc<Frame>| frame.is_manual.load(Ordering::Acquire);
        let frame = self.seen_by.iter().rev().find(is_manual)?;
        Some(frame.events.clone())
    }

    /// The handlers that guards have for events with this label.
    pub(crate) fn observers(&self, label: &str) -> Vec<Observing> {
        let mut observing = Vec::new();
        for frame in &self.seen_by {
            let observers = frame.observers.read();
            let of_label = observers.iter().filter(|observer| observer.label == label);
            observing.extend(of_label.map(|observer| Observing {
                frame: Arc::clone(frame),
                observer: Arc::clone(observer),
            }));
        }
        observing
    }
}

/// A handler of a guard. Its failures are for the guard alone.
pub(crate) struct Observing {
    frame: Arc<Frame>,
    pub(crate) observer: Arc<Observer>,
}

impl Observing {
    /// Shows the failure to the guard; `false` if that is gone, and may not have seen
    /// it.
    pub(crate) fn failed(&self, failure: Failure) -> bool {
        self.frame.failures.collect(failure);
        // In this order: a guard first ends, and then looks for the last time.
        self.frame.is_guarded()
    }
}

/// Decides by all frames, and by the kill switch, what is to become of an event.
pub(crate) fn admit(label: &str) -> Admission {
    let seen_by = frames_that_see(label);
    let is_suppressed = seen_by.iter().any(|frame| frame.suppresses);
    let is_recorded = seen_by.iter().any(|frame| !frame.suppresses);
    let mode = switches::test_mode();
    // No frame is borrowed: whoever listens may fire, too.
    let is_admitted = match mode {
        Some(TestMode::On) => {
            TestMode::On.notice(label);
            false
        }
        _ if is_suppressed => false,
        Some(TestMode::Guarded) if !is_recorded => {
            TestMode::Guarded.notice(label);
            false
        }
        Some(TestMode::Guarded) | None => true,
    };
    Admission {
        is_admitted,
        seen_by,
    }
}

/// Whether a worker may run a job with this label here. Guards suppress events, which it is
/// none of; the switch of the process stands for whatever has effects.
#[cfg(feature = "durable")]
pub(crate) fn admits_job(label: &str) -> bool {
    let Some(mode) = switches::test_mode() else {
        return true;
    };
    let is_recorded = || frames_that_see(label).iter().any(|frame| !frame.suppresses);
    let is_admitted = matches!(mode, TestMode::Guarded) && is_recorded();
    if !is_admitted {
        mode.notice(label);
    }
    is_admitted
}

/// Whether the switch of the process lets a worker run no job at all here.
#[cfg(feature = "durable")]
pub(crate) fn admits_no_job() -> bool {
    match switches::test_mode() {
        None => false,
        Some(TestMode::On) => true,
        Some(TestMode::Guarded) => {
            let is_recording = |frame: &Arc<Frame>| !frame.suppresses;
            let is_here = HERE.with_borrow(|here| here.iter().any(is_recording));
            !is_here && !EVERYWHERE.all().iter().any(is_recording)
        }
    }
}

/// Whether a guard collects events with this label here.
pub(crate) fn is_seen(label: &str) -> bool {
    let sees = |frames: &Frames| frames.iter().any(|frame| frame.sees(label));
    HERE.with_borrow(|here| sees(here)) || sees(&EVERYWHERE.all())
}

/// Each of them once, those of the whole process first.
fn frames_that_see(label: &str) -> Frames {
    let mut frames = EVERYWHERE.all();
    frames.retain(|frame| frame.sees(label));
    HERE.with_borrow(|here| {
        for frame in here.iter() {
            if frame.sees(label) && position(&frames, frame).is_none() {
                frames.push(Arc::clone(frame));
            }
        }
    });
    frames
}
