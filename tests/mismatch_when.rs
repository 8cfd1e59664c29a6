//! When a handler that does not fit its origin is found, and what becomes of the
//! others.
//!
//! With debug assertions the first call panics; without, it is an error of that
//! handler. To see both, run this also with `--profile no-debug-assertions`.

// Origins have no work of their own here, and handlers never run.
#![allow(unused_variables)]

#[path = "common/child.rs"]
mod child;
#[path = "common/complaint.rs"]
mod complaint;
#[path = "common/recorder.rs"]
mod recorder;

use std::panic::catch_unwind;

use child::in_a_process;
use complaint::{PANICS, complaint};
use recorder::{say, trace_of};
use side_effects::{
    Error, Event, disable_side_effects, has_side_effects, is_side_effect_of, record_side_effects,
    register, set_test_mode,
};

#[test]
fn an_instantiation_that_fits_is_not_held_to_one_that_does_not() {
    #[has_side_effects("instantiations")]
    fn origin<T: Clone + 'static>(value: T) {}
    #[is_side_effect_of("instantiations")]
    fn handler(value: u8) {
        say(value.to_string());
    }
    let ran = |trace: Vec<String>| trace.contains(&"1".into());
    assert!(ran(trace_of(|| origin(1_u8))));
    assert!(complaint(|| origin("")).contains("what fits is `&&str` or `&str`"));
    assert!(ran(trace_of(|| origin(1_u8))));
}

#[test]
fn with_debug_assertions_it_is_found_before_the_body_runs() {
    #[has_side_effects("before_the_body")]
    fn origin() -> Result<(), String> {
        say("body");
        Err("the body fails".into())
    }
    #[is_side_effect_of("before_the_body")]
    fn handler(wrong: u8) {}
    let trace = trace_of(|| catch_unwind(origin));
    if PANICS {
        assert_eq!(trace, [""; 0], "neither the body runs nor anything fires");
    } else {
        assert_eq!(trace, ["body"], "and nothing fires, since the body fails");
    }
}

#[test]
fn it_is_found_under_guards() {
    #[has_side_effects("guarded")]
    fn origin() -> u8 {
        7
    }
    #[is_side_effect_of("guarded")]
    fn handler(wrong: u8) {}

    let disabled = disable_side_effects();
    let value = catch_unwind(origin);
    if PANICS {
        assert!(value.is_err());
        assert!(disabled.is_empty(), "the call never came to an end");
    } else {
        assert_eq!(value.expect("the value is unharmed"), 7);
        assert_eq!(disabled, ["guarded"]);
    }
    drop(disabled);

    let recorded = record_side_effects();
    assert!(complaint(origin).contains("`mismatch_when::handler` does not fit"));
    assert_eq!(recorded.len(), usize::from(!PANICS));
    assert_eq!(recorded.failures().len(), usize::from(!PANICS));
}

#[test]
fn it_is_found_with_the_kill_switch_on() {
    #[has_side_effects("killed")]
    fn origin() -> u8 {
        7
    }
    #[is_side_effect_of("killed")]
    fn handler(wrong: u8) {}
    in_a_process(&[("SIDE_EFFECTS_TEST_MODE", "1")], || {
        assert_eq!(catch_unwind(origin).is_err(), PANICS);
    });
    in_a_process(&[("SIDE_EFFECTS_TEST_MODE", "0")], || {
        set_test_mode(true);
        assert_eq!(catch_unwind(origin).is_err(), PANICS);
    });
}

#[test]
fn without_debug_assertions_the_others_run_and_the_value_is_unharmed() {
    #[has_side_effects("others_run")]
    fn origin(a: String) -> String {
        a + "!"
    }
    #[is_side_effect_of("others_run", order = -1)]
    fn first(a: &str) {
        say(format!("first {a}"));
    }
    #[is_side_effect_of("others_run")]
    fn wrong(a: u8) {
        say("wrong");
    }
    #[is_side_effect_of("others_run", order = 1)]
    fn last(a: &str, return_value: &str) {
        say(format!("last {a} {return_value}"));
    }
    let _late = register("others_run", "late", |_: &Event<'_>| say("late"));

    let mut value = None;
    let trace = trace_of(|| value = catch_unwind(|| origin("a".into())).ok());
    let said: Vec<_> = trace
        .iter()
        .filter(|line| !line.contains("side_effect"))
        .collect();
    if PANICS {
        assert_eq!(value, None);
        assert_eq!(said, [""; 0]);
    } else {
        assert_eq!(value.as_deref(), Some("a!"));
        assert_eq!(said, ["first a", "late", "last a a!"]);
    }
}

#[test]
fn without_debug_assertions_it_is_returned_under_abort() {
    #[has_side_effects("aborts", on_error = abort)]
    fn origin() -> Result<u8, Error> {
        Ok(1)
    }
    #[is_side_effect_of("aborts")]
    fn wrong(a: u8) {}
    #[is_side_effect_of("aborts", order = 1)]
    fn last() {
        say("last");
    }
    let mut result = None;
    let trace = trace_of(|| result = catch_unwind(origin).ok());
    assert!(!trace.contains(&"last".into()));
    if PANICS {
        assert!(result.is_none());
    } else {
        let error = result.expect("no panic").expect_err("a handler failed");
        assert!(
            matches!(error, Error::SignatureMismatch { .. }),
            "{error:?}"
        );
        assert_eq!(
            (error.label(), error.handler()),
            ("aborts", "mismatch_when::wrong")
        );
        assert!(
            error
                .to_string()
                .starts_with("side effect `mismatch_when::wrong` does not fit")
        );
    }
}

#[test]
fn without_debug_assertions_it_aborts_on_error() {
    #[has_side_effects("aborts_on_error")]
    fn origin() {}
    #[is_side_effect_of("aborts_on_error")]
    fn wrong(a: u8) {}
    in_a_process(&[("SIDE_EFFECTS_ABORT_ON_ERROR", "1")], || {
        let payload = catch_unwind(origin).expect_err("it panics in either build");
        let text = payload.downcast::<String>().expect("a text");
        assert!(
            text.starts_with("side effect `mismatch_when::wrong` does not fit"),
            "{text}"
        );
    });
}
