//! When side effects fire.

// Origins have no work of their own here.
#![allow(unused_variables)]

#[path = "common/notes.rs"]
mod notes;

use std::panic::catch_unwind;

use notes::{note, notes_of};
use side_effects::{Outcome, disable_side_effects, has_side_effects, is_side_effect_of};

/// How often anything fires while `run` runs.
fn fired<R>(run: impl FnOnce() -> R) -> usize {
    let events = disable_side_effects();
    run();
    events.len()
}

#[test]
fn effects_run_after_the_body_and_before_the_caller_goes_on() {
    #[has_side_effects("after_the_body")]
    fn origin() {
        struct AtTheEnd;
        impl Drop for AtTheEnd {
            fn drop(&mut self) {
                note("end of the body");
            }
        }
        let _end = AtTheEnd;
        note("body");
    }
    #[is_side_effect_of("after_the_body")]
    fn handler() {
        note("effect");
    }
    let notes = notes_of(|| {
        origin();
        note("caller");
    });
    assert_eq!(notes, ["body", "end of the body", "effect", "caller"]);
}

#[test]
fn by_value_arguments_are_dropped_before_any_effect() {
    #[derive(Clone)]
    struct Parcel(&'static str);
    impl Drop for Parcel {
        fn drop(&mut self) {
            note(format!("dropped {}", self.0));
        }
    }
    #[has_side_effects("argument_drops")]
    fn origin(first: Parcel, second: Parcel) {
        note("body");
    }
    #[is_side_effect_of("argument_drops")]
    fn handler() {
        note("effect");
    }
    let notes = notes_of(|| origin(Parcel("first"), Parcel("second")));
    assert_eq!(notes, ["body", "dropped second", "dropped first", "effect"]);
}

#[test]
fn nothing_fires_after_an_err() {
    #[has_side_effects("err")]
    fn origin(result: Result<u8, String>) -> Result<u8, String> {
        let value = result?;
        Ok(value)
    }
    assert_eq!(fired(|| origin(Err("no".into()))), 0);
    assert_eq!(fired(|| origin(Ok(1))), 1);
}

#[test]
fn nothing_fires_after_a_panic_and_the_next_call_is_as_ever() {
    #[has_side_effects("panic")]
    fn origin(panics: bool) {
        assert!(!panics, "the body panics");
    }
    #[is_side_effect_of("panic")]
    fn handler(panics: bool) {
        note("effect");
    }
    let panicked = || catch_unwind(|| origin(true)).unwrap_err();
    assert_eq!(notes_of(panicked), [""; 0]);
    assert_eq!(fired(panicked), 0);
    assert_eq!(notes_of(|| origin(false)), ["effect"]);
}

#[test]
fn every_result_within_a_result_must_be_ok() {
    #[has_side_effects("nested")]
    fn two(value: Result<Result<u8, u8>, u8>) -> Result<Result<u8, u8>, u8> {
        value
    }
    assert_eq!(fired(|| two(Err(1))), 0);
    assert_eq!(fired(|| two(Ok(Err(1)))), 0);
    assert_eq!(fired(|| two(Ok(Ok(1)))), 1);

    type Three = Result<Result<Result<u8, u8>, u8>, u8>;
    #[has_side_effects("nested")]
    fn three(value: Three) -> Three {
        value
    }
    assert_eq!(fired(|| three(Err(1))), 0);
    assert_eq!(fired(|| three(Ok(Err(1)))), 0);
    assert_eq!(fired(|| three(Ok(Ok(Err(1))))), 0);
    assert_eq!(fired(|| three(Ok(Ok(Ok(1))))), 1);
}

#[test]
fn a_result_of_what_borrows_decides_too() {
    #[has_side_effects("borrowed_results")]
    fn behind<'a>(value: &'a Result<&'a str, u8>) -> &'a Result<&'a str, u8> {
        value
    }
    #[has_side_effects("borrowed_results")]
    fn inside<'a>(value: Result<&'a str, &'a str>) -> Result<&'a str, &'a str> {
        value
    }
    assert_eq!(fired(|| inside(Err("no")).is_ok()), 0);
    assert_eq!(fired(|| inside(Ok("yes")).is_ok()), 1);
    // A reference is of another type, which says nothing of success.
    assert_eq!(fired(|| behind(&Err(1)).is_ok()), 1);
}

#[test]
fn none_and_false_are_values_like_others() {
    #[has_side_effects("values")]
    fn none() -> Option<u8> {
        None
    }
    #[has_side_effects("values")]
    fn no() -> bool {
        false
    }
    #[has_side_effects("values")]
    fn ok_none() -> Result<Option<u8>, u8> {
        Ok(None)
    }
    #[has_side_effects("values")]
    fn some_err() -> Option<Result<u8, u8>> {
        Some(Err(1))
    }
    assert_eq!(fired(none), 1);
    assert_eq!(fired(no), 1);
    assert_eq!(fired(ok_none), 1);
    assert_eq!(fired(some_err), 1);
}

#[derive(Clone, Copy)]
enum Reply {
    Done,
    Refused,
}

impl Outcome for Reply {
    fn is_success(&self) -> bool {
        matches!(self, Self::Done)
    }
}

#[test]
fn a_type_with_an_outcome_decides_for_itself() {
    #[has_side_effects("outcome")]
    fn plain(reply: Reply) -> Reply {
        reply
    }
    #[has_side_effects("outcome")]
    fn in_a_result(reply: Result<Reply, u8>) -> Result<Reply, u8> {
        reply
    }
    #[has_side_effects("outcome")]
    fn deeper(reply: Result<Reply, u8>) -> Result<Result<Reply, u8>, u8> {
        Ok(reply)
    }
    #[has_side_effects("outcome")]
    fn boxed(reply: Reply) -> Box<Reply> {
        Box::new(reply)
    }
    #[has_side_effects("outcome")]
    fn behind(reply: &Reply) -> Result<&Reply, u8> {
        Ok(reply)
    }
    #[has_side_effects("outcome")]
    fn generic<T: Outcome>(reply: T) -> T {
        reply
    }
    for (reply, times) in [(Reply::Done, 1), (Reply::Refused, 0)] {
        assert_eq!(fired(|| plain(reply)), times);
        assert_eq!(fired(|| in_a_result(Ok(reply))), times);
        assert_eq!(fired(|| deeper(Ok(reply))), times);
        assert_eq!(fired(|| boxed(reply)), times);
        assert_eq!(fired(|| behind(&reply).is_ok()), times);
        assert_eq!(fired(|| generic(reply)), times);
    }
    assert_eq!(fired(|| in_a_result(Err(1))), 0);
    assert_eq!(fired(|| deeper(Err(1))), 0);
}

#[cfg(feature = "http")]
#[test]
fn http_responses_and_status_codes_fail_from_400_on() {
    use http::{Response, StatusCode};
    use side_effects::http_response_check;

    #[has_side_effects("http")]
    fn status(status: u16) -> StatusCode {
        StatusCode::from_u16(status).unwrap()
    }
    #[has_side_effects("http")]
    fn response(status: u16) -> Result<Response<String>, u8> {
        let response = Response::builder().status(status);
        response.body(String::new()).map_err(|_| 1)
    }
    #[has_side_effects("http", run_on_exit = http_response_check)]
    fn checked(status: u16) -> Response<()> {
        Response::builder().status(status).body(()).unwrap()
    }
    for (code, times) in [
        (100, 1),
        (200, 1),
        (301, 1),
        (399, 1),
        (400, 0),
        (499, 0),
        (500, 0),
        (599, 0),
        (600, 1),
    ] {
        assert_eq!(fired(|| status(code)), times, "{code}");
        assert_eq!(fired(|| response(code)), times, "{code}");
        assert_eq!(fired(|| checked(code)), times, "{code}");
    }
}

#[test]
fn stacked_labels_fire_on_their_own_from_top_to_bottom() {
    #[has_side_effects("stacked_upper")]
    #[has_side_effects("stacked_lower", run_on_exit = |value| *value > 1)]
    fn origin(value: u8) -> u8 {
        value
    }
    let events = disable_side_effects();
    origin(1);
    assert_eq!(events, ["stacked_upper"]);
    events.clear();
    origin(2);
    assert_eq!(events, ["stacked_upper", "stacked_lower"]);
}
