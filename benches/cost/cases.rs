//! What is measured, and how it is called.

use std::hint::black_box;

use side_effects::{DisabledSideEffects, disable_side_effects};

use crate::direct::{self, Failed};
use crate::{alternatives, futures};

pub(crate) struct Case {
    /// On the command line, and in `.ci/instructions`.
    pub(crate) name: &'static str,
    /// In the table.
    pub(crate) title: &'static str,
    call: Call,
    /// Whether a guard for another label is alive on the thread.
    guarded: bool,
}

/// Every case is called through a pointer, with arguments of unknown value.
#[derive(Clone, Copy)]
enum Call {
    Borrowed(fn(u64, &'static str) -> Result<u64, Failed>),
    Owned(fn(String, Vec<u64>) -> Result<u64, Failed>),
    Large(fn(u64, &'static str) -> Result<u64, String>),
}
use Call::{Borrowed, Large, Owned};

pub(crate) const CASES: [Case; 18] = [
    Case::new("bare", "bare function", Borrowed(direct::bare)),
    Case::new(
        "annotated",
        "annotated, no handlers",
        Borrowed(direct::annotated),
    ),
    Case::new(
        "safe_hook",
        "safe-hook, no hooks",
        Borrowed(alternatives::NOT_HOOKED),
    ),
    Case {
        guarded: true,
        ..Case::new(
            "guard_elsewhere",
            "annotated, no handlers, a guard elsewhere",
            Borrowed(direct::annotated),
        )
    },
    Case::new(
        "owned_bare",
        "owned arguments: bare function",
        Owned(direct::owned_bare),
    ),
    Case::new(
        "owned_annotated",
        "owned arguments: annotated, no handlers",
        Owned(direct::owned_annotated),
    ),
    Case::new(
        "large_bare",
        "result returned in memory: bare function",
        Large(direct::large_bare),
    ),
    Case::new(
        "large_annotated",
        "result returned in memory: annotated, no handlers",
        Large(direct::large_annotated),
    ),
    Case::new("two_calls", "two direct calls", Borrowed(direct::two_calls)),
    Case::new(
        "two_calls_caught",
        "two direct calls, each under catch_unwind",
        Borrowed(direct::two_calls_caught),
    ),
    Case::new(
        "map",
        "locked map of closures, each under catch_unwind",
        Borrowed(alternatives::map_of_closures),
    ),
    Case::new(
        "safe_hook_two",
        "safe-hook, two hooks",
        Borrowed(alternatives::HOOKED_TWICE),
    ),
    Case::new(
        "jaeb_two",
        "jaeb, two sync listeners",
        Borrowed(alternatives::published),
    ),
    Case::new(
        "two_handlers",
        "annotated, two handlers",
        Borrowed(direct::two_handlers),
    ),
    Case::new(
        "async_bare",
        "async: bare function",
        Borrowed(futures::bare),
    ),
    Case::new(
        "async_annotated",
        "async: annotated, no handlers",
        Borrowed(futures::annotated),
    ),
    Case::new(
        "async_joined",
        "async: two futures, boxed and joined by hand",
        Borrowed(futures::joined_by_hand),
    ),
    Case::new(
        "async_two_handlers",
        "async: annotated, two async handlers",
        Borrowed(futures::two_handlers),
    ),
];

impl Case {
    const fn new(name: &'static str, title: &'static str, call: Call) -> Self {
        Self {
            name,
            title,
            call,
            guarded: false,
        }
    }

    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        CASES.iter().find(|case| case.name == name)
    }

    /// Calls it once: the preparations of a first call are no measure for the
    /// others.
    pub(crate) fn prepare(&self) -> Prepared {
        let guard = |()| disable_side_effects().only(["another_label"]);
        let prepared = Prepared {
            call: self.call,
            _guard: self.guarded.then_some(()).map(guard),
        };
        prepared.run(1);
        prepared
    }
}

/// A case that is ready to be measured. Its guard lives as long.
pub(crate) struct Prepared {
    call: Call,
    _guard: Option<DisabledSideEffects>,
}

impl Prepared {
    #[inline(never)]
    pub(crate) fn run(&self, times: u64) {
        // Results are looked at where they are: to move them takes longer than
        // some of the calls.
        match black_box(self.call) {
            Borrowed(origin) => {
                let (id, name) = black_box((20, "Ada"));
                for _ in 0..times {
                    let _ = black_box(&origin(id, name));
                }
            }
            Large(origin) => {
                let (id, name) = black_box((20, "Ada"));
                for _ in 0..times {
                    let _ = black_box(&origin(id, name));
                }
            }
            // Empty ones: to allocate takes longer, too.
            Owned(origin) => {
                for _ in 0..times {
                    let _ = black_box(&origin(String::new(), Vec::new()));
                }
            }
        }
    }
}
