//! An origin in a crate that gave the core crate another name. What follows from
//! it is in a crate that this one does not know.

#![forbid(unsafe_code)]

use std::sync::Mutex;

use facade::labels;

/// Sign somebody up.
#[effects::has_side_effects(labels::SIGNED_UP, crate = ::effects)]
pub fn sign_up(name: &str, log: &Mutex<Vec<String>>) {
    log.lock().unwrap().push(format!("{name} signs up"));
}

/// Sign somebody off.
#[effects::has_side_effects("signed_off", typed, crate = ::effects)]
pub fn sign_off(name: String, log: &Mutex<Vec<String>>) -> Option<usize> {
    log.lock().unwrap().push(format!("{name} signs off"));
    Some(name.len())
}
