//! `SIDE_EFFECTS_ABORT_ON_ERROR` and `set_abort_on_error`: any failure panics
//! out of the origin.

#[path = "common/child.rs"]
mod child;
#[path = "common/notes.rs"]
mod notes;

use std::panic::{AssertUnwindSafe, catch_unwind};

use child::in_a_process;
use notes::{note, notes_of};
use side_effects::{
    Error, Event, disable_side_effects, has_side_effects, is_side_effect_of, set_abort_on_error,
};

const SWITCH: &str = "SIDE_EFFECTS_ABORT_ON_ERROR";

#[has_side_effects("fails")]
fn origin() -> u8 {
    7
}

#[is_side_effect_of("fails")]
fn fails() -> Result<(), std::num::ParseIntError> {
    note("fails");
    "x".parse::<u8>().map(drop)
}

#[is_side_effect_of("fails", order = 1)]
fn last() {
    note("last");
}

/// What panics out of `call`.
fn panic_of<R>(call: impl FnOnce() -> R) -> Option<String> {
    let payload = catch_unwind(AssertUnwindSafe(call)).err()?;
    Some(*payload.downcast().expect("a text"))
}

const TEXT: &str = "side effect `abort_on_error::fails` of `fails` failed: invalid digit found in \
                    string";

#[test]
fn the_first_failure_panics_with_all_of_its_causes() {
    in_a_process(&[(SWITCH, "1")], || {
        let mut text = None;
        let notes = notes_of(|| text = panic_of(origin));
        assert_eq!(text.as_deref(), Some(TEXT));
        assert_eq!(notes, ["fails"], "those after it do not run");
        assert_eq!(
            panic_of(origin).as_deref(),
            Some(TEXT),
            "nothing is poisoned"
        );
    });
}

#[test]
fn every_spelling_is_understood() {
    for on in ["1", "true", "yes", "on", "TRUE", "Yes", "oN", " on "] {
        in_a_process(&[(SWITCH, on)], || assert!(panic_of(origin).is_some()));
    }
    for off in ["0", "false", "no", "off", "FALSE", "No", "oFF", "", " "] {
        in_a_process(&[(SWITCH, off)], || assert!(panic_of(origin).is_none()));
    }
    in_a_process(&[], || assert!(panic_of(origin).is_none()));
}

#[test]
fn what_is_set_overrides_the_environment() {
    in_a_process(&[(SWITCH, "1")], || {
        set_abort_on_error(false);
        assert_eq!(notes_of(|| assert_eq!(origin(), 7)), ["fails", "last"]);
    });
    in_a_process(&[(SWITCH, "0")], || {
        assert!(panic_of(origin).is_none());
        set_abort_on_error(true);
        assert!(panic_of(origin).is_some());
        set_abort_on_error(false);
        assert!(panic_of(origin).is_none());
    });
}

#[test]
fn a_handler_that_panics_panics_out_of_the_origin() {
    #[has_side_effects("panics")]
    fn origin() {}
    #[is_side_effect_of("panics")]
    fn panics() {
        panic!("out of paper");
    }
    in_a_process(&[(SWITCH, "1")], || {
        assert_eq!(
            panic_of(origin).as_deref(),
            Some("side effect `abort_on_error::panics` of `panics` panicked: out of paper")
        );
    });
}

#[test]
fn an_error_that_panics_when_it_is_dropped_does_no_more_than_others() {
    #[derive(Debug, thiserror::Error)]
    #[error("no stamp")]
    struct NoStamp;
    impl Drop for NoStamp {
        fn drop(&mut self) {
            panic!("no bin either");
        }
    }
    #[has_side_effects("drops")]
    fn origin() {}
    #[is_side_effect_of("drops")]
    fn fails() -> Result<(), NoStamp> {
        Err(NoStamp)
    }
    in_a_process(&[(SWITCH, "1")], || {
        assert_eq!(
            panic_of(origin).as_deref(),
            Some("side effect `abort_on_error::fails` of `drops` failed: no stamp")
        );
    });
}

#[test]
fn a_failure_deep_down_panics_out_of_the_outermost_origin() {
    #[has_side_effects("outer")]
    fn outer() {}
    #[is_side_effect_of("outer")]
    fn inner() {
        origin();
    }
    in_a_process(&[(SWITCH, "1")], || {
        assert_eq!(
            panic_of(outer),
            Some(format!(
                "side effect `abort_on_error::inner` of `outer` panicked: {TEXT}"
            ))
        );
    });
}

#[test]
fn a_predicate_that_panics_panics_out_of_the_origin() {
    #[has_side_effects("predicate", run_on_exit = |()| panic!("no idea"))]
    fn origin() {}
    in_a_process(&[(SWITCH, "1")], || {
        let _events = disable_side_effects();
        assert_eq!(
            panic_of(origin).as_deref(),
            Some(
                "`run_on_exit` of `abort_on_error::origin`, which has side effects `predicate`, \
                 panicked: no idea"
            )
        );
    });
}

#[test]
fn an_origin_that_would_return_the_error_panics_too() {
    #[has_side_effects("fails", on_error = abort)]
    fn origin() -> Result<u8, Error> {
        Ok(7)
    }
    in_a_process(&[(SWITCH, "1")], || {
        assert_eq!(panic_of(origin).as_deref(), Some(TEXT));
    });
    in_a_process(&[(SWITCH, "0")], || assert!(origin().is_err()));
}

#[test]
fn suppressed_effects_cannot_fail() {
    in_a_process(&[(SWITCH, "1")], || {
        let events = disable_side_effects();
        assert_eq!(origin(), 7);
        assert_eq!(events, ["fails"]);
    });
}

#[test]
fn handlers_of_guards_that_fail_are_for_their_guard_alone() {
    in_a_process(&[(SWITCH, "1")], || {
        let events = disable_side_effects().on("fails", |_: &Event<'_>| Err::<(), _>("no"));
        assert_eq!(panic_of(origin), None);
        assert_eq!(events.failures().len(), 1);
    });
}
