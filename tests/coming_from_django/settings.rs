//! The two settings, which are switches of the process.

use side_effects::{
    Error, disable_side_effects, has_side_effects, is_side_effect_of, set_abort_on_error,
    set_test_mode,
};

use crate::child::in_a_process;
use crate::notes::{note, notes_of};
use crate::panic_of;

#[has_side_effects("switched")]
fn origin() -> u8 {
    7
}

#[is_side_effect_of("switched")]
fn fails() -> Result<(), String> {
    note("ran");
    Err("no mail".into())
}

#[is_side_effect_of("switched", order = 1)]
fn last() {
    note("last");
}

#[test]
fn test_mode_is_an_environment_variable_or_a_call() {
    in_a_process(&[("SIDE_EFFECTS_TEST_MODE", "True")], || {
        assert_eq!(notes_of(origin), [""; 0]);
        let events = disable_side_effects();
        origin();
        assert_eq!(events, ["switched"], "guards still collect");
    });
    in_a_process(&[], || {
        assert_eq!(notes_of(origin), ["ran", "last"]);
        set_test_mode(true);
        assert_eq!(notes_of(origin), [""; 0]);
        set_test_mode(false);
        assert_eq!(notes_of(origin), ["ran", "last"]);
    });
}

#[test]
fn abort_on_error_is_an_environment_variable_or_a_call() {
    const MESSAGE: &str =
        "side effect `coming_from_django::settings::fails` of `switched` failed: no mail";
    in_a_process(&[("SIDE_EFFECTS_ABORT_ON_ERROR", "True")], || {
        let mut message = None;
        let notes = notes_of(|| message = panic_of(origin));
        assert_eq!(message.as_deref(), Some(MESSAGE));
        assert_eq!(notes, ["ran"]);
    });
    in_a_process(&[], || {
        assert_eq!(panic_of(origin), None);
        set_abort_on_error(true);
        assert_eq!(panic_of(origin).as_deref(), Some(MESSAGE));
    });
}

#[test]
fn one_origin_can_return_the_error_instead() {
    #[has_side_effects("reserved", on_error = abort)]
    fn reserve() -> Result<u8, Error> {
        Ok(7)
    }
    #[is_side_effect_of("reserved")]
    fn book() -> Result<(), String> {
        Err("sold out".into())
    }
    #[is_side_effect_of("reserved", order = 1)]
    fn later() {
        note("later");
    }
    let mut result = Ok(0);
    assert_eq!(notes_of(|| result = reserve()), [""; 0]);
    assert!(matches!(result, Err(Error::HandlerFailed { .. })));
}
