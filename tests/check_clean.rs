//! A program with warnings, and without errors.

use side_effects::{Severity, assert_wired, check, has_side_effects, is_side_effect_of};

#[has_side_effects("clean")]
fn origin(_name: &str) {}

/// Say hello.
#[is_side_effect_of("clean")]
fn handler(_name: &str) {}

#[has_side_effects("unhandled")]
fn unhandled() {}

#[test]
fn warnings_do_not_stop_a_program() {
    origin("");
    unhandled();
    let severities: Vec<_> = check().iter().map(|m| m.severity()).collect();
    assert_eq!(severities, [Severity::Warning]);
    assert_wired();
}
