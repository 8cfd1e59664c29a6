//! Handlers that fail or panic, and what becomes of the others and of the
//! origin.

#[path = "common/notes.rs"]
mod notes;
#[path = "common/recorder.rs"]
mod recorder;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};

use notes::{note, notes_of};
use recorder::trace_of;
use side_effects::{has_side_effects, is_side_effect_of};

/// An error with a cause.
#[derive(Debug, thiserror::Error)]
#[error("the mail was not sent")]
struct MailError(#[source] std::num::ParseIntError);

impl MailError {
    fn new() -> Self {
        Self("x".parse::<u8>().unwrap_err())
    }
}

/// The `error` field of each failure that is logged.
fn failures<R>(run: impl FnOnce() -> R) -> Vec<String> {
    let trace = trace_of(run);
    let errors = trace.iter().filter(|line| line.starts_with("ERROR"));
    errors
        .map(|line| line.split_once(" error=").unwrap().1.to_owned())
        .collect()
}

#[test]
fn failing_and_panicking_handlers_do_not_keep_others_from_running() {
    #[has_side_effects("isolated")]
    fn origin(name: String) -> String {
        name
    }
    #[is_side_effect_of("isolated", order = 1)]
    fn fails() -> Result<(), MailError> {
        note("fails");
        Err(MailError::new())
    }
    #[is_side_effect_of("isolated", order = 2)]
    fn panics() {
        note("panics");
        panic!("out of {}", "paper");
    }
    #[is_side_effect_of("isolated", order = 3)]
    fn last(name: &str) -> Result<(), String> {
        note(format!("last {name}"));
        Ok(())
    }
    let mut value = String::new();
    let notes = notes_of(|| value = origin("a".into()));
    assert_eq!(value, "a");
    assert_eq!(notes, ["fails", "panics", "last a"]);
    assert_eq!(
        failures(|| origin("a".into())),
        [
            "the mail was not sent: invalid digit found in string",
            "panicked: out of paper",
        ]
    );
}

#[test]
fn a_panic_is_told_whatever_its_payload() {
    #[has_side_effects("payloads")]
    fn origin() {}
    #[is_side_effect_of("payloads", order = 1)]
    fn literal() {
        panic!("a literal");
    }
    #[is_side_effect_of("payloads", order = 2)]
    fn string() {
        panic_any(String::from("a string"));
    }
    #[is_side_effect_of("payloads", order = 3)]
    fn number() {
        panic_any(7);
    }
    #[is_side_effect_of("payloads", order = 4)]
    fn from_std() {
        "x".parse::<u8>().map_err(drop).expect("a number");
    }
    assert_eq!(
        failures(origin),
        [
            "panicked: a literal",
            "panicked: a string",
            "panicked: a value that is no text",
            "panicked: a number: ()"
        ]
    );
}

/// Panics when it is dropped.
#[derive(Debug)]
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[test]
fn a_panic_whose_payload_panics_in_its_drop_is_contained() {
    #[has_side_effects("bomb")]
    fn origin() -> u8 {
        7
    }
    #[is_side_effect_of("bomb")]
    fn handler() {
        panic_any(Bomb);
    }
    #[is_side_effect_of("bomb", order = 1)]
    fn last() {
        note("last");
    }
    let mut value = 0;
    assert_eq!(notes_of(|| value = origin()), ["last"]);
    assert_eq!(value, 7);
}

#[test]
fn an_error_that_panics_in_its_drop_is_contained() {
    #[derive(Debug, thiserror::Error)]
    #[error("ticking")]
    struct Ticking(Bomb);
    #[has_side_effects("ticking")]
    fn origin() -> u8 {
        7
    }
    #[is_side_effect_of("ticking")]
    fn handler() -> Result<(), Ticking> {
        Err(Ticking(Bomb))
    }
    let mut value = 0;
    let failures = failures(|| value = origin());
    assert_eq!(value, 7);
    assert_eq!(failures, ["ticking"]);
}

/// Panics when it is shown.
#[derive(Debug)]
struct Unspeakable;

impl fmt::Display for Unspeakable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("no words");
    }
}

impl std::error::Error for Unspeakable {}

#[test]
fn an_error_that_panics_when_it_is_shown_is_contained() {
    #[has_side_effects("unspeakable")]
    fn origin() -> u8 {
        7
    }
    #[is_side_effect_of("unspeakable")]
    fn handler() -> Result<(), Unspeakable> {
        Err(Unspeakable)
    }
    #[is_side_effect_of("unspeakable", order = 1)]
    fn last() {
        note("last");
    }
    let mut value = 0;
    let mut notes = Vec::new();
    let failures = failures(|| notes = notes_of(|| value = origin()));
    assert_eq!((value, notes), (7, vec!["last".to_owned()]));
    assert_eq!(failures, ["(its text panicked: no words)"]);
}

#[test]
fn every_kind_of_error_a_handler_can_return_is_logged() {
    #[has_side_effects("kinds")]
    fn origin() {}
    #[is_side_effect_of("kinds", order = 1)]
    fn text() -> Result<(), &'static str> {
        Err("text")
    }
    #[is_side_effect_of("kinds", order = 2)]
    fn string() -> Result<(), String> {
        Err("string".into())
    }
    #[is_side_effect_of("kinds", order = 3)]
    fn boxed() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Err("boxed".into())
    }
    #[is_side_effect_of("kinds", order = 4)]
    fn alias() -> std::io::Result<()> {
        Err(std::io::Error::other("alias"))
    }
    assert_eq!(failures(origin), ["text", "string", "boxed", "alias"]);
}

#[test]
fn nothing_is_poisoned_by_failures() {
    #[has_side_effects("poison")]
    fn origin(panics: bool) {
        note(format!("body {panics}"));
    }
    #[is_side_effect_of("poison")]
    fn handler(panics: bool) {
        assert!(!panics, "as asked");
        note("effect");
    }
    let notes = notes_of(|| {
        for panics in [true, false, true, false] {
            let result = catch_unwind(AssertUnwindSafe(|| origin(panics)));
            assert!(result.is_ok());
        }
    });
    assert_eq!(
        notes,
        [
            "body true",
            "body false",
            "effect",
            "body true",
            "body false",
            "effect"
        ]
    );
}
