//! `SIDE_EFFECTS_TEST_MODE` and `set_test_mode`: nothing fires anywhere.

#[path = "common/child.rs"]
mod child;
#[path = "common/notes.rs"]
mod notes;
#[path = "common/recorder.rs"]
mod recorder;

use std::thread;

use child::in_a_process;
use notes::{note, notes_of};
use recorder::trace_of;
use side_effects::{
    Event, Scope, disable_side_effects, fire, has_side_effects, is_side_effect_of,
    record_side_effects, set_test_mode,
};

const SWITCH: &str = "SIDE_EFFECTS_TEST_MODE";

#[has_side_effects("done")]
fn origin() {}

#[has_side_effects("unhandled")]
fn unhandled() {}

#[is_side_effect_of("done")]
fn handler() {
    note("effect");
}

fn is_on() -> bool {
    notes_of(origin).is_empty()
}

/// What is said at WARN on this thread while `run` runs.
fn warnings<R>(run: impl FnOnce() -> R) -> Vec<String> {
    let mut trace = trace_of(run);
    trace.retain(|line| line.starts_with("WARN"));
    trace
}

#[test]
fn every_spelling_of_on_is_understood_without_a_warning() {
    for on in ["1", "true", "yes", "on", "TRUE", "Yes", "oN", " on "] {
        in_a_process(&[(SWITCH, on)], || {
            let mut on = false;
            let warnings = warnings(|| on = is_on());
            assert!(on);
            assert!(!warnings.iter().any(|line| line.contains("taken as")));
        });
    }
}

#[test]
fn every_spelling_of_off_is_understood_without_a_warning() {
    for off in ["0", "false", "no", "off", "FALSE", "No", "oFF", "", " "] {
        in_a_process(&[(SWITCH, off)], || {
            let mut on = true;
            assert_eq!(warnings(|| on = is_on()), [""; 0]);
            assert!(!on);
        });
    }
}

#[test]
fn without_the_variable_it_is_off() {
    in_a_process(&[], || {
        let mut on = true;
        assert_eq!(warnings(|| on = is_on()), [""; 0]);
        assert!(!on);
    });
}

#[test]
fn anything_else_is_taken_as_on_with_a_warning_that_quotes_it() {
    in_a_process(&[(SWITCH, "flase")], || {
        let mut on = false;
        assert_eq!(
            warnings(|| on = is_on()),
            [
                "WARN side_effects: SIDE_EFFECTS_TEST_MODE=\"flase\" is taken as on: say 1, true, \
                 yes or on, or guarded, or else 0, false, no or off",
                "WARN side_effects: test mode is on (SIDE_EFFECTS_TEST_MODE or set_test_mode): no \
                 side effect fires; this is said once label=done",
            ]
        );
        assert!(on);
        assert_eq!(warnings(origin), [""; 0], "both are said once");
    });
}

#[test]
fn the_first_event_that_is_suppressed_is_logged_once() {
    in_a_process(&[(SWITCH, "on")], || {
        const WARNING: &str = "WARN side_effects: test mode is on (SIDE_EFFECTS_TEST_MODE or \
                               set_test_mode): no side effect fires; this is said once \
                               label=done";
        assert_eq!(
            trace_of(|| {
                origin();
                origin();
                unhandled();
            }),
            [
                WARNING,
                "DEBUG side_effects: suppressed label=done origin=kill_switch::origin",
                "DEBUG side_effects: suppressed label=done origin=kill_switch::origin",
                "DEBUG side_effects: suppressed label=unhandled origin=kill_switch::unhandled",
            ]
        );
    });
}

#[test]
fn what_is_set_overrides_the_environment() {
    in_a_process(&[(SWITCH, "1")], || {
        set_test_mode(false);
        assert!(!is_on());
        set_test_mode(true);
        assert!(is_on());
    });
    in_a_process(&[(SWITCH, "0")], || {
        assert!(!is_on());
        set_test_mode(true);
        set_test_mode(true);
        assert!(is_on());
        set_test_mode(false);
        assert!(!is_on());
    });
}

#[test]
fn it_is_for_every_thread_and_every_way_to_fire() {
    in_a_process(&[(SWITCH, "1")], || {
        assert_eq!(thread::spawn(|| notes_of(origin)).join().unwrap(), [""; 0]);
        assert_eq!(notes_of(|| fire!("done")), [""; 0]);
        let _late = side_effects::register("unhandled", "late", |_: &side_effects::Event<'_>| {
            note("late");
        });
        assert_eq!(notes_of(unhandled), [""; 0]);
    });
}

#[test]
fn guards_still_collect() {
    in_a_process(&[(SWITCH, "1")], || {
        let disabled = disable_side_effects();
        let recorded = record_side_effects();
        let excepting = disable_side_effects().except(["done"]);
        assert_eq!(notes_of(origin), [""; 0], "not even what a guard excepts");
        unhandled();
        assert_eq!(disabled, ["done", "unhandled"]);
        assert_eq!(recorded, ["done", "unhandled"]);
        assert_eq!(excepting, ["unhandled"]);
        let scope: Scope = disabled.scope();
        thread::spawn(move || scope.run(origin)).join().unwrap();
        disabled.assert_fired_times("done", 2);
    });
}

#[test]
fn handlers_of_guards_still_run() {
    in_a_process(&[(SWITCH, "1")], || {
        let seen = |_: &Event<'_>| note("seen");
        let recorded = record_side_effects().on("done", seen).on("unhandled", seen);
        assert_eq!(notes_of(origin), ["seen"]);
        assert_eq!(notes_of(unhandled), ["seen"]);
        recorded.assert_no_failures();
        let disabled = disable_side_effects().on("done", |_: &Event<'_>| Err::<(), _>("no"));
        assert_eq!(notes_of(origin), ["seen"]);
        assert_eq!(disabled.failures().len(), 1);
    });
}

#[test]
fn arguments_and_predicates_are_as_ever() {
    #[has_side_effects("picky", run_on_exit = |value| {
        note(format!("predicate {value}"));
        *value
    })]
    fn picky(value: bool) -> bool {
        value
    }
    in_a_process(&[(SWITCH, "1")], || {
        let events = record_side_effects();
        let notes = notes_of(|| {
            picky(false);
            picky(true);
        });
        assert_eq!(notes, ["predicate false", "predicate true"]);
        assert_eq!(events, ["picky"]);
    });
}
