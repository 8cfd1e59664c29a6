//! What `check()` says of handlers that need something: an origin that waits, a
//! value that somebody provides.

use side_effects::{
    CheckMessage, Dep, Severity, check, has_side_effects, is_side_effect_of, record_side_effects,
};

#[has_side_effects("waits")]
fn does_not_wait() {}

/// Wait.
#[is_side_effect_of("waits")]
async fn waiting() {}

struct Rate;

#[has_side_effects("converts")]
fn convert() {}

/// Look at the rate.
#[is_side_effect_of("converts")]
fn look(rate: Dep<Rate>) {
    let _ = rate;
}

fn of(label: &str) -> Vec<CheckMessage> {
    let mut messages = check();
    messages.retain(|message| message.label() == label);
    messages
}

#[test]
fn an_async_handler_of_a_sync_origin_is_an_error() {
    let _: fn() = does_not_wait;
    let messages = of("waits");
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].id(), "E002");
    assert_eq!(messages[0].severity(), Severity::Error);
    assert!(messages[0].hint().contains("make the origin async"));
}

#[test]
fn a_dep_that_nobody_provides_is_a_warning_until_somebody_does() {
    let _: fn() = convert;
    let messages = of("converts");
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].id(), "W004");
    assert_eq!(messages[0].severity(), Severity::Warning);
    assert!(messages[0].message().contains("check_needs::Rate"));

    let _events = record_side_effects().provide(Rate);
    assert_eq!(of("converts").len(), 0);
}
