//! Holds and guards.

use side_effects::{Event, disable_side_effects, hold_side_effects};

use crate::log::{Log, logged};
use crate::{create, remove};

#[test]
fn what_is_suppressed_is_decided_when_it_fires() {
    let (log, events) = logged();
    let held = hold_side_effects();
    let disabled = disable_side_effects();
    remove("suppressed");
    assert!(disabled.is_empty(), "collected when it is released");
    drop(disabled);
    remove("fired");
    let disabled = disable_side_effects();
    held.release();
    assert_eq!(log.take(), ["unindex fired"]);
    disabled.assert_nothing_fired();
    assert_eq!(events, ["removed", "removed"]);
}

#[test]
fn a_guard_collects_what_is_released_and_never_what_is_discarded() {
    let disabled = disable_side_effects();
    let held = hold_side_effects();
    create("Ada".into(), &[]).unwrap();
    disabled.assert_nothing_fired();
    held.release();
    assert_eq!(disabled, ["created"]);
    let event = &disabled.fired("created")[0];
    assert_eq!(event.arg::<str>("name"), Some("Ada"));
    create("Bob".into(), &[]).unwrap();
    drop(held);
    assert_eq!(disabled, ["created"]);
}

#[test]
fn handlers_of_guards_run_when_the_event_is_released() {
    let log = Log::default();
    let seen = log.clone();
    let disabled = disable_side_effects().on("removed", move |event: &Event<'_>| {
        seen.add(event.arg::<str>("name").unwrap());
    });
    let held = hold_side_effects();
    remove("Bob");
    assert!(log.take().is_empty());
    held.release();
    assert_eq!(log.take(), ["Bob"]);
    drop(disabled);
}
