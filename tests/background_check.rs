//! What `check()` says of handlers in the background, and what their first call does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use side_effects::{
    CheckMessage, Severity, assert_wired, check, disable_side_effects, has_side_effects,
    is_side_effect_of, registry,
};

struct Connection;

#[has_side_effects("not_copied")]
fn save(connection: &Connection, id: u32) {
    let _ = (connection, id);
}

/// Use a connection that belongs to the caller.
#[is_side_effect_of("not_copied", background)]
async fn uses_the_connection(connection: &Connection) {
    let _ = connection;
}

/// Need nothing but the id.
#[is_side_effect_of("not_copied", background)]
async fn uses_the_id(id: u32) {
    let _ = id;
}

fn of(label: &str) -> Vec<CheckMessage> {
    let mut messages = check();
    messages.retain(|message| message.label() == label);
    messages
}

#[test]
fn an_argument_that_cannot_outlive_the_call_is_an_error() {
    let messages = of("not_copied");
    assert_eq!(messages.len(), 1);
    let message = &messages[0];
    assert_eq!(
        (message.id(), message.severity()),
        ("E004", Severity::Error)
    );
    let text = message.message();
    assert!(
        text.contains("`background_check::uses_the_connection` does not fit"),
        "{text}"
    );
    assert!(
        text.contains(
            "`connection`: the handler runs in the background, so that this has to outlive the call, \
             and it cannot be copied: its type has no `Clone`, or is not `Send` and `Sync`"
        ),
        "{text}"
    );
    assert!(message.hint().contains("put it into an `Arc`"));
    let payload = catch_unwind(assert_wired).unwrap_err();
    let text = payload.downcast::<String>().unwrap();
    assert!(text.contains("E004"), "{text}");
}

#[test]
#[cfg(debug_assertions)]
fn its_first_call_panics_also_when_it_is_suppressed() {
    let _events = disable_side_effects();
    let payload = catch_unwind(AssertUnwindSafe(|| save(&Connection, 1))).unwrap_err();
    let text = payload.downcast::<String>().unwrap();
    assert!(text.contains("has to outlive the call"), "{text}");
}

#[test]
#[cfg(not(debug_assertions))]
fn its_first_call_fails_that_handler_alone() {
    let events = side_effects::record_side_effects().manual();
    save(&Connection, 1);
    assert_eq!(events.failures().len(), 1);
    assert_eq!(events.pending().len(), 1);
}

#[test]
fn listings_say_when_they_run() {
    let listing = registry().listing().label("not_copied");
    let verbose = listing.render(side_effects::Format::Verbose);
    assert!(verbose.contains("in the background"), "{verbose}");
    let json = listing.render(side_effects::Format::Json);
    assert!(json.contains("\"when\": \"background\""), "{json}");
}
