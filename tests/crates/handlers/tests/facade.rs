//! The core crate does all it can do when it is reached through a facade.

#![forbid(unsafe_code)]

use std::sync::Mutex;

use facade::side_effects::{disable_side_effects, has_side_effects, Events};

#[has_side_effects("rename", crate = facade::side_effects)]
fn rename(name: &str) -> usize {
    name.len()
}

#[disable_side_effects(crate = facade::side_effects)]
#[test]
fn origins_and_fire_are_seen_by_a_guard(events: Events) {
    rename("Ada");
    handlers::greet("Ada", &Mutex::default());
    assert_eq!(events, ["rename", facade::labels::GREETED]);
}
