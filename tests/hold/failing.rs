//! Handlers that fail when they are released.

use side_effects::{Dep, has_side_effects, hold_side_effects, is_side_effect_of};

use crate::log::{Log, logged};
use crate::remove;

#[test]
fn failures_of_the_release_are_told_and_stop_nothing() {
    #[has_side_effects("failing")]
    fn failing() {}
    #[is_side_effect_of("failing")]
    fn returns_an_error() -> Result<(), &'static str> {
        Err("no")
    }
    #[is_side_effect_of("failing", order = 1)]
    fn panics() {
        panic!("boom");
    }
    let (log, events) = logged();
    let held = hold_side_effects();
    failing();
    remove("Bob");
    let released = held.release();
    let failures: Vec<_> = (released.failures().iter())
        .map(|failure| (failure.label(), failure.error()))
        .collect();
    assert_eq!(failures, [("failing", "no"), ("failing", "panicked: boom")]);
    assert_eq!(log.take(), ["unindex Bob"]);
    assert_eq!(events.failures().len(), 2, "guards collect them, too");
}

#[test]
fn under_abort_a_failure_is_one_of_the_release_and_stops_its_event_alone() {
    #[has_side_effects("aborting", on_error = abort)]
    fn aborting() -> Result<(), side_effects::Error> {
        Ok(())
    }
    #[is_side_effect_of("aborting")]
    fn fails() -> Result<(), &'static str> {
        Err("no")
    }
    #[is_side_effect_of("aborting", order = 1)]
    fn never_runs(log: Dep<Log>) {
        log.add("ran");
    }
    let (log, events) = logged();
    let held = hold_side_effects();
    aborting().unwrap();
    remove("Bob");
    let released = held.release();
    assert_eq!(released.failures().len(), 1);
    assert_eq!(log.take(), ["unindex Bob"]);
    assert_eq!(events.failures().len(), 1);
}
