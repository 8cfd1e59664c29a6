//! The example application without `bookshop-effects`: a dependency, but nothing
//! refers to it.

use std::panic::catch_unwind;

use side_effects::{assert_listing, assert_wired, check, registry};

side_effects::link!(bookshop);

#[test]
fn a_crate_that_nothing_refers_to_is_not_linked() {
    assert_eq!(registry().labels().len(), 5);
    for label in registry().labels() {
        assert!(registry().handlers(label).is_empty(), "{label}");
    }
}

#[test]
fn check_says_that_nothing_handles_its_labels_and_what_to_do() {
    let messages = check();
    let found: Vec<_> = messages.iter().map(|m| (m.id(), m.label())).collect();
    assert_eq!(
        found,
        [
            ("W002", "account_closed"),
            ("W002", "account_opened"),
            ("W002", "order_placed"),
            ("W002", "order_shipped"),
            ("W002", "stock_low"),
        ]
    );
    for message in &messages {
        assert!(
            message.hint().contains("`side_effects::link!`"),
            "{message}"
        );
    }
}

#[test]
fn a_program_that_forgot_to_link_its_handlers_does_not_start() {
    let panic = catch_unwind(assert_wired).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains("has 0 errors and 5 warnings"), "{message}");
    assert!(
        message.contains("nothing handles `account_opened`"),
        "{message}"
    );
}

#[test]
fn the_committed_page_shows_each_side_effect_that_is_gone() {
    let panic = catch_unwind(|| assert_listing!("docs/side-effects.md")).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    for handler in [
        "chat::cheer",
        "chat::reorder",
        "mail::confirm",
        "mail::goodbye",
        "mail::shipped",
        "mail::welcome",
    ] {
        let is_gone =
            |line: &str| line.starts_with(&format!("- - [`bookshop_effects::{handler}`]"));
        assert!(message.lines().any(is_gone), "{handler}:\n{message}");
    }
    assert!(message.contains("`side_effects::link!`"), "{message}");
}
