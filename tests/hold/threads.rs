//! Holds and threads.

use std::thread;

use side_effects::{Hold, hold_side_effects};

use crate::log::logged;
use crate::remove;

#[test]
fn the_handle_is_carried_to_other_threads() {
    let (log, events) = logged();
    let hold = Hold::new();
    let (scope, there) = (events.scope(), hold.clone());
    thread::spawn(move || scope.run(|| there.run(|| remove("there"))))
        .join()
        .unwrap();
    remove("here");
    assert_eq!(log.take(), ["unindex here"]);
    assert_eq!(hold.labels(), ["removed"]);
    hold.release();
    assert_eq!(log.take(), ["unindex there"]);
}

#[test]
fn a_thread_that_is_spawned_inside_is_not_held() {
    let (log, events) = logged();
    let _held = hold_side_effects();
    let scope = events.scope();
    thread::spawn(move || scope.run(|| remove("there")))
        .join()
        .unwrap();
    assert_eq!(log.take(), ["unindex there"]);
}

#[test]
fn released_on_another_thread_handlers_have_the_guards_of_the_time_they_fired() {
    let (log, events) = logged();
    let hold = Hold::new();
    hold.run(|| remove("Bob"));
    thread::spawn(move || assert!(hold.release().failures().is_empty()))
        .join()
        .unwrap();
    assert_eq!(log.take(), ["unindex Bob"], "they see its `Dep`s");
    assert_eq!(events, ["removed"]);
}

#[test]
fn the_handle_is_cheap_and_for_any_thread() {
    fn is<T: Clone + Send + Sync + Default + 'static>() {}
    is::<Hold>();
}
