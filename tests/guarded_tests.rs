//! `#[disable_side_effects]` on tests.

#[path = "common/notes.rs"]
mod notes;

use std::num::ParseIntError;

use notes::{note, notes_of};
use side_effects::{Events, disable_side_effects, has_side_effects, is_side_effect_of};

#[has_side_effects("done")]
fn origin() {}

#[has_side_effects("other")]
fn other() {}

#[is_side_effect_of("done", "other")]
fn handler() {
    note("effect");
}

#[disable_side_effects]
#[test]
fn above_the_test_attribute_with_events(events: Events) {
    assert_eq!(notes_of(origin), [""; 0]);
    assert_eq!(notes_of(other), [""; 0]);
    assert_eq!(events, ["done", "other"]);
}

#[disable_side_effects]
#[test]
fn above_the_test_attribute_without_events() {
    assert_eq!(notes_of(origin), [""; 0]);
}

#[test]
#[disable_side_effects]
fn below_the_test_attribute() {
    assert_eq!(notes_of(origin), [""; 0]);
}

#[disable_side_effects]
#[test]
fn with_a_result(events: Events) -> Result<(), ParseIntError> {
    origin();
    let number: u8 = "1".parse()?;
    assert_eq!(events.len(), usize::from(number));
    Ok(())
}

#[disable_side_effects]
#[test]
#[should_panic(expected = "expected side effects of `nobody` to fire")]
fn with_a_panic_to_come(events: Events) {
    origin();
    events.assert_fired("nobody");
}

#[test]
#[should_panic(expected = "as expected")]
#[disable_side_effects]
fn with_a_panic_to_come_below_it() {
    origin();
    panic!("as expected");
}

#[disable_side_effects]
#[test]
fn with_a_pattern_for_its_parameter(mut _events: Events) {
    origin();
    assert_eq!(_events, ["done"]);
    _events = Events::default();
    assert!(_events.is_empty());
}

#[disable_side_effects]
#[test]
fn with_a_guard_of_its_own_inside(events: Events) {
    let guard = disable_side_effects();
    origin();
    drop(guard);
    origin();
    assert_eq!(events, ["done", "done"]);
}

#[test]
fn a_function_that_tests_share_may_have_it_too() {
    #[disable_side_effects]
    fn labels_of(run: fn(), events: Events) -> Vec<&'static str> {
        run();
        events.labels()
    }
    assert_eq!(labels_of(origin), ["done"]);
    assert_eq!(labels_of(other), ["other"]);
}

#[test]
fn handlers_run_again_when_such_a_function_has_returned() {
    #[disable_side_effects]
    fn guarded() {
        origin();
    }
    let notes = notes_of(|| {
        guarded();
        origin();
    });
    assert_eq!(notes, ["effect"]);
}
