//! `link!` is all that a crate of handlers needs to be linked.

#![forbid(unsafe_code)]

use std::sync::Mutex;

use effects::{Events, disable_side_effects};
use facade::labels::SIGNED_UP;

effects::link!(handlers);

#[test]
fn handlers_of_a_linked_crate_run() {
    let log = Mutex::default();
    origins::sign_up("Ada", &log);
    assert_eq!(
        log.into_inner().unwrap(),
        ["Ada signs up", "hello Ada", "Ada was greeted"]
    );
    assert!(effects::registry().contains(SIGNED_UP, "handlers::greet"));
}

#[disable_side_effects(crate = ::effects)]
#[test]
fn a_guard_of_a_renamed_crate_suppresses_them(events: Events) {
    let log = Mutex::default();
    origins::sign_up("Ada", &log);
    assert_eq!(log.into_inner().unwrap(), ["Ada signs up"]);
    assert_eq!(events, [SIGNED_UP]);
}
