//! What the crate says through `tracing`: exactly which spans and events, with
//! which fields, in which order.

#[path = "common/child.rs"]
mod child;
#[path = "common/recorder.rs"]
mod recorder;

use std::panic::{AssertUnwindSafe, catch_unwind};

use child::in_a_process;
use recorder::{say, trace_of};
use side_effects::{
    Error, Event, disable_side_effects, fire, has_side_effects, is_side_effect_of,
    record_side_effects, register,
};

#[test]
fn firing_and_each_handler_are_told_in_order() {
    #[has_side_effects("ordinary")]
    fn origin() {
        say("body");
    }
    #[is_side_effect_of("ordinary", order = 1)]
    fn second() -> Result<(), String> {
        say("second runs");
        Ok(())
    }
    #[is_side_effect_of("ordinary")]
    fn first() {
        say("first runs");
    }
    let _late = register("ordinary", "late one", |_: &Event<'_>| say("late one runs"));
    assert_eq!(
        trace_of(origin),
        [
            "body",
            "DEBUG side_effects: fired label=ordinary origin=tracing::origin",
            "DEBUG side_effects: open side_effect label=ordinary handler=tracing::first",
            "enter side_effect label=ordinary handler=tracing::first",
            "first runs",
            "exit side_effect label=ordinary handler=tracing::first",
            "close side_effect label=ordinary handler=tracing::first",
            "DEBUG side_effects: open side_effect label=ordinary handler=late one",
            "enter side_effect label=ordinary handler=late one",
            "late one runs",
            "exit side_effect label=ordinary handler=late one",
            "close side_effect label=ordinary handler=late one",
            "DEBUG side_effects: open side_effect label=ordinary handler=tracing::second",
            "enter side_effect label=ordinary handler=tracing::second",
            "second runs",
            "exit side_effect label=ordinary handler=tracing::second",
            "close side_effect label=ordinary handler=tracing::second",
        ]
    );
}

#[test]
fn a_suppressed_event_is_told_and_nothing_else() {
    #[has_side_effects("suppressed")]
    fn origin() {}
    #[is_side_effect_of("suppressed")]
    fn handler() {}
    let _events = disable_side_effects();
    assert_eq!(
        trace_of(origin),
        ["DEBUG side_effects: suppressed label=suppressed origin=tracing::origin"]
    );
}

#[test]
fn a_recorded_event_is_told_as_fired() {
    #[has_side_effects("recorded")]
    fn origin() {}
    let _events = record_side_effects();
    assert_eq!(
        trace_of(origin),
        ["DEBUG side_effects: fired label=recorded origin=tracing::origin"]
    );
}

#[test]
fn what_does_not_fire_is_not_told() {
    #[has_side_effects("not_fired")]
    fn origin(result: Result<(), String>) -> Result<(), String> {
        result
    }
    #[has_side_effects("not_fired", run_on_exit = |()| false)]
    fn picky() {}
    #[is_side_effect_of("not_fired")]
    fn handler() {}
    assert_eq!(trace_of(|| origin(Err(String::new()))), [""; 0]);
    assert_eq!(trace_of(picky), [""; 0]);
}

#[test]
fn a_failure_is_told_with_all_of_its_causes_when_its_span_has_ended() {
    #[derive(Debug, thiserror::Error)]
    #[error("no connection")]
    struct Connection(#[source] std::num::ParseIntError);
    #[derive(Debug, thiserror::Error)]
    #[error("no mail")]
    struct Mail(#[source] Connection);

    #[has_side_effects("fails")]
    fn origin() {}
    #[is_side_effect_of("fails")]
    fn handler() -> Result<(), Mail> {
        let cause = "x".parse::<u8>().unwrap_err();
        Err(Mail(Connection(cause)))
    }
    #[is_side_effect_of("fails", order = 1)]
    fn next() {}
    assert_eq!(
        trace_of(origin),
        [
            "DEBUG side_effects: fired label=fails origin=tracing::origin",
            "DEBUG side_effects: open side_effect label=fails handler=tracing::handler",
            "enter side_effect label=fails handler=tracing::handler",
            "exit side_effect label=fails handler=tracing::handler",
            "close side_effect label=fails handler=tracing::handler",
            "ERROR side_effects: side effect failed label=fails handler=tracing::handler \
             error=no mail: no connection: invalid digit found in string",
            "DEBUG side_effects: open side_effect label=fails handler=tracing::next",
            "enter side_effect label=fails handler=tracing::next",
            "exit side_effect label=fails handler=tracing::next",
            "close side_effect label=fails handler=tracing::next",
        ]
    );
}

#[test]
fn a_panic_leaves_its_span_and_is_told() {
    #[has_side_effects("panics")]
    fn origin() {}
    #[is_side_effect_of("panics")]
    fn handler() {
        panic!("out of paper");
    }
    assert_eq!(
        trace_of(origin),
        [
            "DEBUG side_effects: fired label=panics origin=tracing::origin",
            "DEBUG side_effects: open side_effect label=panics handler=tracing::handler",
            "enter side_effect label=panics handler=tracing::handler",
            "exit side_effect label=panics handler=tracing::handler",
            "close side_effect label=panics handler=tracing::handler",
            "ERROR side_effects: side effect failed label=panics handler=tracing::handler \
             error=panicked: out of paper",
        ]
    );
}

#[test]
fn a_failure_that_is_returned_is_not_told_too() {
    #[has_side_effects("returned", on_error = abort)]
    fn origin() -> Result<(), Error> {
        Ok(())
    }
    #[is_side_effect_of("returned")]
    fn handler() -> Result<(), String> {
        Err("no".into())
    }
    let trace = trace_of(|| origin().unwrap_err());
    assert_eq!(
        trace,
        [
            "DEBUG side_effects: fired label=returned origin=tracing::origin",
            "DEBUG side_effects: open side_effect label=returned handler=tracing::handler",
            "enter side_effect label=returned handler=tracing::handler",
            "exit side_effect label=returned handler=tracing::handler",
            "close side_effect label=returned handler=tracing::handler",
        ]
    );
}

#[test]
fn an_event_fired_by_a_handler_is_told_within_its_span() {
    #[has_side_effects("outer")]
    fn origin() {}
    #[is_side_effect_of("outer")]
    fn handler() {
        fire!("inner");
    }
    assert_eq!(
        trace_of(origin),
        [
            "DEBUG side_effects: fired label=outer origin=tracing::origin",
            "DEBUG side_effects: open side_effect label=outer handler=tracing::handler",
            "enter side_effect label=outer handler=tracing::handler",
            "DEBUG side_effects: fired label=inner origin=tracing",
            "exit side_effect label=outer handler=tracing::handler",
            "close side_effect label=outer handler=tracing::handler",
        ]
    );
}

#[test]
fn a_body_that_panics_says_nothing() {
    #[has_side_effects("body_panics")]
    fn origin() {
        panic!("in the body");
    }
    #[is_side_effect_of("body_panics")]
    fn handler() {}
    let trace = trace_of(|| catch_unwind(AssertUnwindSafe(origin)).is_err());
    assert_eq!(trace, [""; 0]);
}

#[test]
fn an_origin_without_handlers_is_told_only_while_a_guard_looks() {
    #[has_side_effects("idle")]
    fn origin() {}
    // Any guard in the process makes origins look closer.
    in_a_process(&[], || {
        origin();
        assert_eq!(trace_of(origin), [""; 0]);
        let _events = record_side_effects();
        assert_eq!(
            trace_of(origin),
            ["DEBUG side_effects: fired label=idle origin=tracing::origin"]
        );
    });
}
