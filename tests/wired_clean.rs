//! A program in which everything would run, but not everything has docs.

use side_effects::{
    Dep, Wiring, assert_wired, check, has_side_effects, is_side_effect_of, provide,
};

struct Mailer;

#[has_side_effects("clean")]
fn origin(_name: &str) {}

#[is_side_effect_of("clean")]
fn handler(_name: &str, _mailer: Dep<Mailer>) {}

#[test]
fn docs_that_are_missing_stop_no_program() {
    let ids = || -> Vec<_> { check().iter().map(|message| message.id()).collect() };
    assert_eq!(ids(), ["W003", "W004"]);
    provide(Mailer);
    assert_eq!(ids(), ["W003"]);
    assert_wired();
    assert_eq!(Wiring::new().check(), []);
    origin("");
}
