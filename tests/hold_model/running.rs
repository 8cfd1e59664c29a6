//! What a program that runs has made: guards, scopes and holds.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use side_effects::{Events, Hold, Released, Scope, set_test_mode};

use crate::facts::{self, Fact, Log};
use crate::opened::collected;
use crate::program::{End, HANDLES};
use crate::world::Call;

pub(crate) struct Running {
    pub(crate) log: Log,
    /// All that a program can name: handles, and those of guards, gone or not.
    pub(crate) holds: Mutex<Vec<Hold>>,
    /// Of each guard, gone or not.
    pub(crate) guards: Mutex<Vec<(Scope, Events)>>,
    is_killed: AtomicBool,
}

impl Running {
    pub(crate) fn new() -> Self {
        set_test_mode(false);
        Self {
            log: Log::default(),
            holds: Mutex::new((0..HANDLES).map(|_| Hold::new()).collect()),
            guards: Mutex::default(),
            is_killed: AtomicBool::new(false),
        }
    }

    /// What was seen, now that the program is at its end.
    pub(crate) fn facts(self) -> Vec<Fact> {
        let guards = self.guards.into_inner().unwrap();
        let holds = self.holds.into_inner().unwrap();
        let mut facts = self.log.take();
        facts.push(Fact::AtTheEnd {
            collected: guards.iter().map(|(_, events)| collected(events)).collect(),
            waiting: holds.iter().map(Hold::labels).collect(),
        });
        facts
    }

    pub(crate) fn with(&self, value: u32) -> Call {
        Call {
            value,
            log: self.log.clone(),
        }
    }

    /// The hold, and which of all it is.
    pub(crate) fn hold(&self, which: usize) -> (usize, Hold) {
        let holds = self.holds.lock().unwrap();
        let nth = which % holds.len();
        (nth, holds[nth].clone())
    }

    pub(crate) fn scope(&self, which: usize) -> Option<Scope> {
        let guards = self.guards.lock().unwrap();
        let nth = which.checked_rem(guards.len())?;
        Some(guards[nth].0.clone())
    }

    /// Ends a hold, but does not wait for async handlers.
    pub(crate) fn end(&self, nth: usize, hold: &Hold, end: End) {
        let waiting = hold.labels();
        let released = match end {
            End::Release => hold.release(),
            End::ReleaseElsewhere => thread::scope(|threads| {
                let release = threads.spawn(|| hold.release());
                release.join().expect("a release does not panic")
            }),
            End::Discard => {
                hold.discard();
                self.log.add(Fact::Discarded { hold: nth, waiting });
                return;
            }
            End::ReleaseAsync => unreachable!("see `end_async`"),
        };
        self.released(nth, waiting, &released);
    }

    /// Ends a hold in any way.
    pub(crate) async fn end_async(&self, nth: usize, hold: &Hold, end: End) {
        if let End::ReleaseAsync = end {
            let waiting = hold.labels();
            let released = hold.release_async().await;
            self.released(nth, waiting, &released);
        } else {
            self.end(nth, hold, end);
        }
    }

    fn released(&self, hold: usize, waiting: Vec<&'static str>, released: &Released) {
        self.log.add(Fact::Released {
            hold,
            waiting,
            len: released.len(),
            failures: failures(released.failures()),
        });
    }

    pub(crate) fn kill(&self) -> Killed<'_> {
        let before = self.is_killed.swap(true, Ordering::Relaxed);
        set_test_mode(true);
        Killed {
            running: self,
            before,
        }
    }
}

pub(crate) fn failures(failures: &[side_effects::Failure]) -> Vec<facts::Failure> {
    let failures = failures.iter();
    let text = |failure: &side_effects::Failure| (failure.label(), failure.error().to_owned());
    failures.map(text).collect()
}

/// The kill switch is on until this is dropped.
pub(crate) struct Killed<'a> {
    running: &'a Running,
    before: bool,
}

impl Drop for Killed<'_> {
    fn drop(&mut self) {
        set_test_mode(self.before);
        self.running.is_killed.store(self.before, Ordering::Relaxed);
    }
}
