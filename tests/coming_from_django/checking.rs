//! The system check `side_effects.W001`, and what takes its place.

use side_effects::{Severity, Wiring, check, has_side_effects, is_side_effect_of};

use crate::panic_of;

/// The ids of what is found of one label.
fn ids(label: &str) -> Vec<&'static str> {
    let found = check();
    let found = found.iter().filter(|found| found.label() == label);
    found.map(|found| found.id()).collect()
}

#[test]
fn handlers_of_one_label_may_differ() {
    #[has_side_effects("differing")]
    fn origin(a: u8, b: u8) {}
    /// One.
    #[is_side_effect_of("differing")]
    fn all(a: u8, b: u8) {}
    /// Two.
    #[is_side_effect_of("differing")]
    fn some(b: u8) {}
    assert_eq!(ids("differing"), [""; 0]);
}

#[test]
fn a_handler_that_does_not_fit_its_origin_is_an_error() {
    #[has_side_effects("unfitting")]
    fn origin(a: u8) {}
    /// One.
    #[is_side_effect_of("unfitting")]
    fn handler(a: u8, b: u8) {}
    assert_eq!(ids("unfitting"), ["E001"]);
    let found = check();
    let found = found
        .iter()
        .find(|found| found.label() == "unfitting")
        .unwrap();
    assert_eq!(found.severity(), Severity::Error);
    assert!(found.file().ends_with("checking.rs"));
}

#[test]
fn a_misspelt_label_is_a_warning_with_a_suggestion() {
    #[has_side_effects("spelt_right")]
    fn origin() {}
    /// One.
    #[is_side_effect_of("spelt_rihgt")]
    fn handler() {}
    assert_eq!(ids("spelt_rihgt"), ["W001"]);
    assert_eq!(ids("spelt_right"), ["W002"]);
    let found = check();
    let found = found
        .iter()
        .find(|found| found.label() == "spelt_rihgt")
        .unwrap();
    assert_eq!(found.hint(), "did you mean `spelt_right`?");
}

#[test]
fn a_program_that_is_wired_wrongly_does_not_start() {
    let message = panic_of(side_effects::assert_wired).unwrap();
    assert!(
        message.starts_with("the wiring of side effects has "),
        "{message}"
    );
    assert!(message.contains("did you mean `spelt_right`?"), "{message}");
}

#[test]
fn what_is_meant_can_be_allowed() {
    #[has_side_effects("handled_elsewhere")]
    fn origin() {}
    let found = |wiring: Wiring| {
        let found = wiring.check();
        found
            .iter()
            .any(|found| found.label() == "handled_elsewhere")
    };
    assert!(found(Wiring::new()));
    assert!(!found(Wiring::new().allow("W002")));
    assert!(!found(Wiring::new().allow_label("handled_elsewhere")));
}
