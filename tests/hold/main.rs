//! Events that are held back: nothing runs before the release, and nothing at all
//! after a discard.

#[path = "../common/log.rs"]
mod log;
#[path = "../common/recorder.rs"]
mod recorder;

mod copies;
mod failing;
mod guarded;
mod nested;
mod released;
mod threads;

use side_effects::{Dep, Event, has_side_effects, is_side_effect_of};

use crate::log::Log;

#[derive(Debug, Clone, PartialEq)]
struct User {
    name: String,
}

#[has_side_effects("created")]
fn create(name: String, tags: &[&'static str]) -> Result<User, String> {
    let _ = tags;
    if name.is_empty() {
        Err("no name".into())
    } else {
        Ok(User { name })
    }
}

#[is_side_effect_of("created")]
fn welcome(name: &str, return_value: &User, log: Dep<Log>) {
    assert_eq!(name, return_value.name);
    log.add(format!("welcome {name}"));
}

#[is_side_effect_of("created", order = 1)]
fn index(name: String, tags: &[&'static str], log: Dep<Log>) {
    log.add(format!("index {name} {tags:?}"));
}

#[has_side_effects("removed")]
fn remove(name: &str) {
    let _ = name;
}

#[is_side_effect_of("removed")]
fn unindex(event: &Event<'_>, log: Dep<Log>) {
    log.add(format!("unindex {}", event.arg::<str>("name").unwrap()));
}

const ADA: [&str; 2] = ["welcome Ada", "index Ada [\"new\"]"];
