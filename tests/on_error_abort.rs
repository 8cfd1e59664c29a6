//! `on_error = abort`: the first failure is what the origin returns.

#[path = "common/notes.rs"]
mod notes;

use std::error::Error as _;

use notes::{note, notes_of};
use side_effects::{Error, has_side_effects, is_side_effect_of};

/// An error with a cause.
#[derive(Debug, thiserror::Error)]
#[error("the mail was not sent")]
struct MailError(#[source] std::num::ParseIntError);

impl MailError {
    fn new() -> Self {
        Self("x".parse::<u8>().unwrap_err())
    }
}

/// What an application returns, `side_effects::Error` among others.
#[derive(Debug, thiserror::Error)]
enum AppError {
    #[error("the origin failed")]
    Own,
    #[error("a side effect failed")]
    SideEffect(#[from] Error),
}

#[test]
fn the_first_failure_is_returned_and_the_rest_do_not_run() {
    #[has_side_effects("abort", on_error = abort)]
    fn origin(fails: bool) -> Result<u8, AppError> {
        if fails { Err(AppError::Own) } else { Ok(7) }
    }
    #[is_side_effect_of("abort", order = -1)]
    fn first() {
        note("first");
    }
    #[is_side_effect_of("abort")]
    fn fails() -> Result<(), MailError> {
        Err(MailError::new())
    }
    #[is_side_effect_of("abort", order = 1)]
    fn last() {
        note("last");
    }
    let mut result = Ok(0);
    assert_eq!(notes_of(|| result = origin(false)), ["first"]);
    let Err(AppError::SideEffect(error)) = result else {
        panic!("{result:?}");
    };
    assert!(matches!(error, Error::HandlerFailed { .. }), "{error:?}");
    assert_eq!(
        (error.label(), error.handler()),
        ("abort", "on_error_abort::fails")
    );
    assert_eq!(
        error.to_string(),
        "side effect `on_error_abort::fails` of `abort` failed"
    );
    let source = error.source().expect("what the handler returned");
    assert!(source.is::<MailError>());
    let cause = source.source().expect("the cause of that");
    assert!(cause.is::<std::num::ParseIntError>());

    assert!(matches!(origin(true), Err(AppError::Own)));
}

#[test]
fn a_panic_is_returned_as_an_error() {
    #[has_side_effects("abort_panic", on_error = abort)]
    fn origin() -> Result<u8, Error> {
        Ok(7)
    }
    #[is_side_effect_of("abort_panic")]
    fn panics() {
        panic!("out of paper");
    }
    let error = origin().expect_err("the handler panicked");
    assert!(matches!(error, Error::HandlerPanicked { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "side effect `on_error_abort::panics` of `abort_panic` panicked: out of paper"
    );
    assert!(error.source().is_none());
}

#[test]
fn success_returns_the_value_of_the_origin() {
    #[has_side_effects("abort_success", on_error = abort)]
    fn origin(name: &str) -> Result<&str, Box<dyn std::error::Error + Send + Sync>> {
        Ok(name)
    }
    #[is_side_effect_of("abort_success")]
    fn handler() -> Result<(), String> {
        Ok(())
    }
    assert_eq!(origin("a").unwrap(), "a");
}
