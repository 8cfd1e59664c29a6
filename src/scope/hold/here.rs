//! The holds of this thread.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
#[cfg(feature = "tokio")]
use std::mem::take;

use super::Hold;
use crate::scope::wrap::Surroundings;

/// A hold on this thread.
struct Entry {
    hold: Hold,
    /// How many releases of it are under way here. What their handlers fire is not
    /// held by it.
    releases: u32,
}

thread_local! {
    /// The innermost last. Never dropped, as the frames of guards are not.
    static HOLDS: RefCell<ManuallyDrop<Vec<Entry>>> =
        const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

/// The hold that an event which fires here waits in.
pub(crate) fn here() -> Option<Hold> {
    HOLDS.with_borrow(|holds| innermost(holds))
}

fn innermost(holds: &[Entry]) -> Option<Hold> {
    let mut holds = holds.iter().rev();
    holds
        .find(|entry| entry.releases == 0)
        .map(|entry| entry.hold.clone())
}

impl Hold {
    /// The hold that this one is nested in on this thread.
    pub(crate) fn outer(&self) -> Option<Self> {
        HOLDS.with_borrow(|holds| {
            let first = holds.iter().position(|entry| entry.hold.is(self));
            innermost(&holds[..first.unwrap_or(holds.len())])
        })
    }

    /// Puts the hold on this thread.
    pub(super) fn enter(&self) {
        let entry = Entry {
            hold: self.clone(),
            releases: 0,
        };
        HOLDS.with_borrow_mut(|holds| holds.push(entry));
    }

    /// Takes it away once, where it was put last.
    pub(super) fn leave(&self) {
        let entry = HOLDS.with_borrow_mut(|holds| {
            let last = holds.iter().rposition(|entry| entry.hold.is(self));
            let entry = last.map(|last| holds.remove(last));
            if holds.is_empty() {
                **holds = Vec::new();
            }
            entry
        });
        // Only now that nothing is borrowed: what is discarded here may fire.
        drop(entry);
    }
}

/// The hold is on this thread until this is dropped.
pub(super) struct Entered<'a>(&'a Hold);

impl<'a> Entered<'a> {
    pub(super) fn new(hold: &'a Hold) -> Self {
        hold.enter();
        Self(hold)
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Surroundings for Hold {
    fn run<R>(&self, run: impl FnOnce() -> R) -> R {
        Self::run(self, run)
    }
}

/// Where the handlers of a hold run while it is released: what they fire is not
/// held by it.
#[derive(Clone)]
pub(crate) struct Releasing(pub(crate) Hold);

impl Surroundings for Releasing {
    fn run<R>(&self, run: impl FnOnce() -> R) -> R {
        let _suspended = Suspended::new(&self.0);
        run()
    }
}

/// Where there is no hold, whatever holds the thread is in: that of a task which was
/// spawned.
#[cfg(feature = "tokio")]
#[derive(Clone, Copy)]
pub(crate) struct NoHold;

#[cfg(feature = "tokio")]
impl Surroundings for NoHold {
    fn run<R>(&self, run: impl FnOnce() -> R) -> R {
        struct Restored(Vec<Entry>);
        impl Drop for Restored {
            fn drop(&mut self) {
                HOLDS.with_borrow_mut(|holds| std::mem::swap(&mut **holds, &mut self.0));
            }
        }
        let _restored = Restored(HOLDS.with_borrow_mut(|holds| take(&mut **holds)));
        run()
    }
}

struct Suspended<'a>(&'a Hold);

impl<'a> Suspended<'a> {
    fn new(hold: &'a Hold) -> Self {
        change_releases(hold, |releases| *releases += 1);
        Self(hold)
    }
}

impl Drop for Suspended<'_> {
    fn drop(&mut self) {
        change_releases(self.0, |releases| *releases = releases.saturating_sub(1));
    }
}

fn change_releases(hold: &Hold, change: impl Fn(&mut u32)) {
    HOLDS.with_borrow_mut(|holds| {
        let of_hold = holds.iter_mut().filter(|entry| entry.hold.is(hold));
        of_hold.for_each(|entry| change(&mut entry.releases));
    });
}
