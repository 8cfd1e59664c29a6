//! What guards have collected: comparing, counting, asserting.

use std::panic::{AssertUnwindSafe, catch_unwind};

use side_effects::{Events, disable_side_effects, has_side_effects, record_side_effects};

const PLACE: u32 = line!() + 3;

#[has_side_effects("opened")]
fn open() {}

#[has_side_effects("closed")]
fn close() {}

/// The message that an assertion fails with.
#[track_caller]
fn message(assertion: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(assertion)).expect_err("the assertion fails");
    *payload.downcast().expect("a text")
}

/// What the messages list after `open(); open(); close();`.
fn report() -> String {
    let file = file!();
    let (open, close) = (PLACE, PLACE + 3);
    format!(
        "\
what fired, in order:
  - `opened` by events::open ({file}:{open})
  - `opened` by events::open ({file}:{open})
  - `closed` by events::close ({file}:{close})"
    )
}

#[test]
fn events_compare_with_lists_of_text() {
    let guard = disable_side_effects();
    open();
    close();
    let recorded = record_side_effects();
    let events: Events = guard.clone();
    let owned = || vec![String::from("opened"), String::from("closed")];

    assert_eq!(guard, ["opened", "closed"]);
    assert_eq!(guard, ["opened", "closed"][..]);
    assert_eq!(guard, &["opened", "closed"][..]);
    assert_eq!(guard, vec!["opened", "closed"]);
    assert_eq!(guard, owned());
    assert_eq!(guard, owned()[..]);
    assert_eq!(guard, [owned()[0].clone(), owned()[1].clone()]);
    assert_eq!(events, ["opened", "closed"]);
    assert_eq!(events, &["opened", "closed"][..]);
    assert_eq!(events, owned());
    assert_eq!(recorded, [""; 0]);
    assert_eq!(recorded, Vec::<String>::new());

    assert_ne!(guard, ["closed", "opened"], "order counts");
    assert_ne!(guard, ["opened"]);
    assert_ne!(guard, ["opened", "closed", "closed"]);
    assert_ne!(guard, [""; 0]);
}

#[test]
fn events_are_counted_and_forgotten() {
    let events = disable_side_effects();
    assert!(events.is_empty());
    open();
    open();
    close();
    assert_eq!(events.len(), 3);
    assert!(!events.is_empty());
    assert_eq!(events.labels(), ["opened", "opened", "closed"]);
    assert_eq!((events.count("opened"), events.count("nobody")), (2, 0));
    assert!(events.contains("closed"));
    assert!(!events.contains("clos"), "labels are compared as a whole");
    events.clear();
    assert!(events.is_empty());
    assert!(!events.contains("closed"));
    close();
    assert_eq!(events, ["closed"]);
}

#[test]
fn a_clone_sees_the_same_events() {
    let guard = disable_side_effects();
    let before = guard.clone();
    open();
    let after = guard.clone();
    assert_eq!(before, ["opened"]);
    after.clear();
    assert!(guard.is_empty());
    close();
    drop(guard);
    open();
    assert_eq!(before, ["closed"], "and stays as it is without the guard");
}

#[test]
fn events_and_guards_are_shown_with_their_origins_and_places() {
    const SHOWN: &str = "[\"opened\" by events::open (tests/events.rs:10), \
                         \"closed\" by events::close (tests/events.rs:13)]";
    let guard = disable_side_effects();
    open();
    close();
    assert_eq!(format!("{guard:?}"), SHOWN);
    assert_eq!(format!("{:?}", *guard), SHOWN);
    assert_eq!(format!("{:?}", record_side_effects()), "[]");
    let message = message(|| assert_eq!(guard, ["closed"]));
    assert!(message.contains(&format!("left: {SHOWN}")), "{message}");
}

#[test]
fn assertions_that_hold_say_nothing() {
    let events = disable_side_effects();
    events.assert_nothing_fired();
    events.assert_fired_times("opened", 0);
    open();
    open();
    events.assert_fired("opened");
    events.assert_fired_times("opened", 2);
    events.assert_not_fired("closed");
    events.clear();
    events.assert_nothing_fired();
}

#[test]
fn assert_fired_lists_what_fired_instead() {
    let events = disable_side_effects();
    assert_eq!(
        message(|| events.assert_fired("shut")),
        "expected side effects of `shut` to fire, but they did not\nnothing fired"
    );
    open();
    open();
    close();
    assert_eq!(
        message(|| events.assert_fired("shut")),
        "expected side effects of `shut` to fire, but they did not\n".to_owned() + &report()
    );
}

#[test]
fn assert_fired_times_tells_both_numbers() {
    let events = disable_side_effects();
    open();
    open();
    close();
    let text = |expected: &str, actual: &str| {
        format!(
            "expected side effects of `opened` to fire {expected}, but they fired {actual}\n{}",
            report()
        )
    };
    assert_eq!(
        message(|| events.assert_fired_times("opened", 1)),
        text("once", "2 times")
    );
    assert_eq!(
        message(|| events.assert_fired_times("opened", 0)),
        text("never", "2 times")
    );
    assert_eq!(
        message(|| events.assert_fired_times("shut", 3)),
        text("3 times", "never").replace("`opened` to", "`shut` to")
    );
    assert_eq!(
        message(|| events.assert_fired_times("closed", 2)),
        text("2 times", "once").replace("`opened` to", "`closed` to")
    );
}

#[test]
fn assert_not_fired_tells_how_often() {
    let events = disable_side_effects();
    open();
    open();
    close();
    assert_eq!(
        message(|| events.assert_not_fired("opened")),
        "expected no side effects of `opened` to fire, but they fired 2 times\n".to_owned()
            + &report()
    );
}

#[test]
fn assert_nothing_fired_lists_what_did() {
    let events = disable_side_effects();
    open();
    open();
    close();
    assert_eq!(
        message(|| events.assert_nothing_fired()),
        "expected no side effects to fire\n".to_owned() + &report()
    );
}
