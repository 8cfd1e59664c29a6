//! `run_on_exit`: predicates that decide whether side effects fire.

#[path = "common/notes.rs"]
mod notes;
#[path = "common/recorder.rs"]
mod recorder;

use std::panic::{AssertUnwindSafe, catch_unwind};

use notes::{note, notes_of};
use recorder::trace_of;
use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of};

/// How often anything fires while `run` runs.
fn fired<R>(run: impl FnOnce() -> R) -> usize {
    let events = disable_side_effects();
    run();
    events.len()
}

#[test]
fn a_predicate_decides_instead_of_the_type() {
    fn is_err(result: &Result<u8, u8>) -> bool {
        result.is_err()
    }
    #[has_side_effects("predicates", run_on_exit = is_err)]
    fn path(result: Result<u8, u8>) -> Result<u8, u8> {
        result
    }
    #[has_side_effects("predicates", run_on_exit = |count| *count > 1)]
    fn closure(count: usize) -> usize {
        count
    }
    #[has_side_effects("predicates", run_on_exit = Option::is_some)]
    fn std_path(value: Option<u8>) -> Option<u8> {
        value
    }
    #[has_side_effects("predicates", run_on_exit = |text: &&str| text.len() > 1)]
    fn reference(text: &str) -> &str {
        text
    }
    #[has_side_effects("predicates", run_on_exit = |found| found.is_ok_and(|text| !text.is_empty()))]
    fn borrowed<'a>(text: &'a str, _: &u8) -> Result<&'a str, u8> {
        Ok(text)
    }
    #[has_side_effects("predicates", run_on_exit = |list| list.clone().count() > 1)]
    fn opaque(count: u8) -> impl Iterator<Item = u8> + Clone {
        0..count
    }
    assert_eq!(fired(|| path(Err(1))), 1);
    assert_eq!(fired(|| path(Ok(1))), 0);
    assert_eq!((fired(|| closure(2)), fired(|| closure(1))), (1, 0));
    assert_eq!(
        (fired(|| std_path(Some(1))), fired(|| std_path(None))),
        (1, 0)
    );
    assert_eq!(
        (
            fired(|| reference("ab").len()),
            fired(|| reference("a").len())
        ),
        (1, 0)
    );
    assert_eq!(
        (
            fired(|| borrowed("a", &1).is_ok()),
            fired(|| borrowed("", &1).is_ok())
        ),
        (1, 0)
    );
    assert_eq!(
        (fired(|| opaque(2).count()), fired(|| opaque(1).count())),
        (1, 0)
    );
}

#[test]
fn a_predicate_sees_what_the_caller_gets() {
    #[has_side_effects("predicate_sees", run_on_exit = |value: &String| {
        note(format!("predicate {value}"));
        true
    })]
    fn origin(name: String) -> String {
        note("body");
        name + "!"
    }
    #[is_side_effect_of("predicate_sees")]
    fn handler(return_value: &str) {
        note(format!("effect {return_value}"));
    }
    let notes = notes_of(|| origin("a".into()));
    assert_eq!(notes, ["body", "predicate a!", "effect a!"]);
}

#[test]
fn a_predicate_that_panics_fires_nothing_and_harms_nothing() {
    #[has_side_effects("predicate_panics", run_on_exit = |_| panic!("no idea"))]
    fn origin() -> u8 {
        7
    }
    #[is_side_effect_of("predicate_panics")]
    fn handler() {
        note("effect");
    }
    let mut value = 0;
    let mut notes = Vec::new();
    let trace = trace_of(|| notes = notes_of(|| value = origin()));
    assert_eq!((value, notes), (7, vec![]));
    assert_eq!(
        trace,
        [
            "ERROR side_effects: side effect failed label=predicate_panics \
             handler=predicates::origin error=`run_on_exit` panicked: no idea"
        ]
    );
    assert_eq!(fired(origin), 0);
}

#[test]
fn a_predicate_that_panics_is_returned_under_abort() {
    #[has_side_effects("predicate_aborts", on_error = abort, run_on_exit = |_| panic!("no idea"))]
    fn origin() -> Result<u8, side_effects::Error> {
        Ok(7)
    }
    #[is_side_effect_of("predicate_aborts")]
    fn handler() {
        note("effect");
    }
    let mut result = None;
    let call = || result = catch_unwind(AssertUnwindSafe(origin)).ok();
    assert_eq!(notes_of(call), [""; 0]);
    let error = result.expect("no panic").expect_err("an error");
    assert_eq!(error.label(), "predicate_aborts");
    assert_eq!(error.handler(), "predicates::origin");
    assert!(error.to_string().ends_with("panicked: no idea"), "{error}");
}
