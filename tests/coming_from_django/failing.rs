//! Exceptions and the log.

use std::error::Error as _;

use side_effects::{Error, has_side_effects, is_side_effect_of};

use crate::notes::{note, notes_of};
use crate::panic_of;
use crate::recorder::trace_of;

#[test]
fn a_failure_is_logged_and_the_others_run() {
    #[has_side_effects("fails")]
    fn origin() -> u8 {
        7
    }
    #[is_side_effect_of("fails")]
    fn fails() -> Result<(), String> {
        Err("no mail".into())
    }
    #[is_side_effect_of("fails", order = 1)]
    fn other() {
        note("other");
    }
    let mut trace = Vec::new();
    let notes = notes_of(|| trace = trace_of(|| assert_eq!(origin(), 7)));
    assert_eq!(notes, ["other"]);
    trace.retain(|line| line.starts_with("ERROR"));
    assert_eq!(
        trace,
        ["ERROR side_effects: side effect failed label=fails \
             handler=coming_from_django::failing::fails error=no mail"]
    );
}

#[test]
fn a_panic_is_logged_and_the_others_run() {
    #[has_side_effects("exits")]
    fn origin() -> u8 {
        7
    }
    #[is_side_effect_of("exits")]
    fn panics() {
        panic!("out of paper");
    }
    #[is_side_effect_of("exits", order = 1)]
    fn other() {
        note("other");
    }
    assert_eq!(notes_of(|| assert_eq!(origin(), 7)), ["other"]);
}

#[test]
fn a_mismatch_panics_with_debug_assertions_and_fails_its_handler_without() {
    #[has_side_effects("mismatched", on_error = abort)]
    fn origin(name: &str) -> Result<u8, Error> {
        Ok(7)
    }
    #[is_side_effect_of("mismatched")]
    fn handler(name: u8) {}
    let mut result = Ok(0);
    let message = panic_of(|| result = origin("ada"));
    if cfg!(debug_assertions) {
        let start = "side effect `coming_from_django::failing::handler` does not fit its origin \
                     `coming_from_django::failing::origin` (label `mismatched`)";
        let message = message.expect("a panic");
        assert!(message.starts_with(start), "{message}");
    } else {
        assert!(matches!(result, Err(Error::SignatureMismatch { .. })));
    }
}

#[test]
fn an_error_tells_label_handler_and_cause() {
    #[has_side_effects("caused", on_error = abort)]
    fn origin() -> Result<u8, Error> {
        Ok(7)
    }
    #[is_side_effect_of("caused")]
    fn handler() -> Result<(), std::num::ParseIntError> {
        "x".parse::<u8>().map(drop)
    }
    let error = origin().unwrap_err();
    assert_eq!(error.label(), "caused");
    assert_eq!(error.handler(), "coming_from_django::failing::handler");
    assert_eq!(
        error.source().unwrap().to_string(),
        "invalid digit found in string"
    );
}
