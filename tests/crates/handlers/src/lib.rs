//! Side effects in a crate of edition 2021 that has the core crate through a
//! facade only.

#![forbid(unsafe_code)]

use std::sync::Mutex;

use facade::labels;
use facade::side_effects::{fire, is_side_effect_of};

/// Greet who has signed up.
#[is_side_effect_of(labels::SIGNED_UP, crate = facade::side_effects)]
pub fn greet(name: &str, log: &Mutex<Vec<String>>) {
    log.lock().unwrap().push(format!("hello {name}"));
    fire!(labels::GREETED, name, log);
}

/// Remember who was greeted.
#[is_side_effect_of(labels::GREETED, crate = facade::side_effects)]
fn remember(name: &str, log: &Mutex<Vec<String>>) {
    log.lock().unwrap().push(format!("{name} was greeted"));
}
