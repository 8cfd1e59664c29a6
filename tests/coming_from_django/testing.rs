//! `disable_side_effects`, and what else is for tests.

use std::thread;

use side_effects::{
    Event, Events, disable_side_effects, disable_side_effects_globally, has_side_effects,
    is_side_effect_of, record_side_effects,
};

use crate::child::in_a_process;
use crate::notes::{note, notes_of};
use crate::panic_of;
use crate::recorder::trace_of;

#[has_side_effects("do_foo")]
fn foo(name: &str) {}

#[is_side_effect_of("do_foo")]
fn effect() {
    note("effect");
}

#[test]
fn a_guard_disables_and_collects_until_it_is_dropped() {
    let notes = notes_of(|| {
        let events = disable_side_effects();
        foo("a");
        assert_eq!(events, ["do_foo"]);
        foo("b");
        assert_eq!(events, ["do_foo", "do_foo"]);
    });
    assert_eq!(notes, [""; 0]);
    assert_eq!(notes_of(|| foo("c")), ["effect"]);
}

#[disable_side_effects]
#[test]
fn the_attribute_adds_the_events_as_the_last_parameter(events: Events) {
    assert_eq!(notes_of(|| foo("a")), [""; 0]);
    assert_eq!(events, ["do_foo"]);
}

#[test]
fn events_answer_what_a_list_would() {
    let events = disable_side_effects();
    foo("a");
    foo("b");
    assert!(events.contains("do_foo") && !events.contains("do_bar"));
    assert_eq!((events.count("do_foo"), events.len()), (2, 2));
    assert_eq!(events.labels(), ["do_foo", "do_foo"]);
    events.clear();
    assert!(events.is_empty());
}

#[test]
fn events_have_the_arguments() {
    let events = disable_side_effects();
    foo("ada");
    events.assert_fired_with("do_foo", |event| event.arg::<str>("name") == Some("ada"));
    assert_eq!(events.fired("do_foo")[0].arg::<str>("name"), Some("ada"));
}

#[test]
fn a_label_without_handlers_is_collected_too() {
    #[has_side_effects("unhandled")]
    fn unhandled() {}
    let events = disable_side_effects();
    unhandled();
    assert_eq!(events, ["unhandled"]);
}

#[test]
fn a_guard_is_for_its_thread_and_a_scope_carries_it() {
    let events = disable_side_effects();
    let other = thread::spawn(|| notes_of(|| foo("elsewhere")));
    assert_eq!(other.join().unwrap(), ["effect"]);
    events.assert_nothing_fired();

    let scope = events.scope();
    let other = thread::spawn(move || notes_of(|| scope.run(|| foo("carried"))));
    assert_eq!(other.join().unwrap(), [""; 0]);
    assert_eq!(events, ["do_foo"]);
}

#[test]
fn a_global_guard_is_for_every_thread() {
    in_a_process(&[], || {
        let events = disable_side_effects_globally();
        let other = thread::spawn(|| notes_of(|| foo("elsewhere")));
        assert_eq!(other.join().unwrap(), [""; 0]);
        assert_eq!(events, ["do_foo"]);
        drop(events);
        assert_eq!(notes_of(|| foo("again")), ["effect"]);
    });
}

#[test]
fn guards_nest_and_each_collects() {
    let outer = disable_side_effects();
    let inner = disable_side_effects();
    foo("both");
    assert_eq!(inner, ["do_foo"]);
    drop(inner);
    assert_eq!(notes_of(|| foo("outer")), [""; 0]);
    assert_eq!(outer, ["do_foo", "do_foo"]);
}

#[test]
fn on_is_told_what_a_guard_suppresses() {
    let receiver = |event: &Event<'_>| {
        note(format!("{} {:?}", event.label(), event.arg::<str>("name")));
    };
    let events = disable_side_effects().on("do_foo", receiver);
    assert_eq!(notes_of(|| foo("ada")), ["do_foo Some(\"ada\")"]);
    events.assert_no_failures();
}

#[test]
fn a_suppressed_event_is_logged() {
    let _events = disable_side_effects();
    assert_eq!(
        trace_of(|| foo("a")),
        ["DEBUG side_effects: suppressed label=do_foo origin=coming_from_django::testing::foo"]
    );
}

#[test]
fn a_handler_that_does_not_fit_is_found_under_a_guard_too() {
    #[has_side_effects("fits_not")]
    fn origin(name: &str) {}
    #[is_side_effect_of("fits_not")]
    fn handler(name: &str, extra: u8) {}
    let _events = disable_side_effects();
    let message = panic_of(|| origin("ada"));
    if cfg!(debug_assertions) {
        let message = message.expect("a panic");
        assert!(
            message.contains("`extra`: the origin has no parameter of that name"),
            "{message}"
        );
    } else {
        assert_eq!(message, None);
    }
}

#[test]
fn record_lets_handlers_run_and_does_not_overlook_failures() {
    #[has_side_effects("recorded")]
    fn origin() {}
    #[is_side_effect_of("recorded")]
    fn fails() -> Result<(), String> {
        note("runs");
        Err("no".into())
    }
    let events = record_side_effects();
    assert_eq!(notes_of(origin), ["runs"]);
    assert_eq!(events, ["recorded"]);
    let message = panic_of(|| events.assert_no_failures()).unwrap();
    assert!(message.contains("no"), "{message}");
}
