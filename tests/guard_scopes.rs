//! Scopes carry guards to other threads.

#[path = "common/notes.rs"]
mod notes;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use notes::{note, notes_of};
use side_effects::{
    Scope, disable_side_effects, has_side_effects, is_side_effect_of, record_side_effects,
};

#[has_side_effects("done")]
fn origin() {}

#[is_side_effect_of("done")]
fn handler() {
    note("effect");
}

/// What handlers note on a thread of its own.
fn notes_elsewhere(run: impl FnOnce() + Send) -> Vec<String> {
    thread::scope(|scope| scope.spawn(|| notes_of(run)).join().unwrap())
}

#[test]
fn a_scope_can_be_sent_shared_and_cloned() {
    fn check<T: Clone + Send + Sync + 'static>() {}
    check::<Scope>();
}

#[test]
fn a_scope_carries_its_guard_to_another_thread() {
    let events = disable_side_effects();
    let scope = events.scope();
    let notes = notes_elsewhere(|| {
        origin();
        let value = scope.run(|| {
            origin();
            "value"
        });
        assert_eq!(value, "value");
        origin();
    });
    assert_eq!(notes, ["effect", "effect"], "before and after it only");
    assert_eq!(events, ["done"]);
}

#[test]
fn a_scope_of_a_recording_guard_lets_handlers_run() {
    let events = record_side_effects();
    let scope = events.scope();
    assert_eq!(notes_elsewhere(|| scope.run(origin)), ["effect"]);
    assert_eq!(events, ["done"]);
}

#[test]
fn a_scope_carries_the_guards_around_its_own_and_none_inside() {
    let outer = disable_side_effects();
    let middle = record_side_effects();
    let inner = record_side_effects();
    let scope = middle.scope();
    assert_eq!(notes_elsewhere(|| scope.run(origin)), [""; 0]);
    assert_eq!(outer, ["done"]);
    assert_eq!(middle, ["done"]);
    assert!(inner.is_empty());
}

#[test]
fn a_scope_carries_what_its_guard_is_limited_to() {
    let events = disable_side_effects().except(["done"]);
    let scope = events.scope();
    assert_eq!(notes_elsewhere(|| scope.run(origin)), ["effect"]);
    assert!(events.is_empty());
}

#[test]
fn a_scope_within_itself_collects_once() {
    let events = disable_side_effects();
    let (scope, clone) = (events.scope(), events.scope().clone());
    notes_elsewhere(|| {
        scope.run(|| {
            clone.run(origin);
            assert_eq!(notes_of(origin), [""; 0], "still in the outer one");
        });
    });
    assert_eq!(events, ["done", "done"]);
}

#[test]
fn a_scope_on_the_thread_of_its_guard_collects_once() {
    let events = disable_side_effects();
    events.scope().run(origin);
    assert_eq!(notes_of(origin), [""; 0], "the guard is still there");
    assert_eq!(events, ["done", "done"]);
}

#[test]
fn guards_are_nested_as_before_when_a_scope_has_ended() {
    let (outer, inner) = (disable_side_effects(), record_side_effects());
    outer.scope().run(|| ());
    let scope = inner.scope();
    assert_eq!(notes_elsewhere(|| scope.run(origin)), [""; 0]);
    assert_eq!(outer, ["done"]);
    assert_eq!(inner, ["done"]);
}

#[test]
fn scopes_of_several_guards_nest() {
    let (first, second) = (disable_side_effects(), record_side_effects());
    let (outer, inner) = (first.scope(), second.scope());
    notes_elsewhere(|| outer.run(|| inner.run(origin)));
    notes_elsewhere(|| inner.run(|| outer.run(origin)));
    assert_eq!(first, ["done", "done"]);
    assert_eq!(second, ["done", "done"]);
}

#[test]
fn a_guard_within_a_scope_has_a_scope_of_both() {
    let outer = disable_side_effects();
    let scope = outer.scope();
    notes_elsewhere(|| {
        scope.run(|| {
            let inner = record_side_effects();
            let scope = inner.scope();
            assert_eq!(notes_elsewhere(|| scope.run(origin)), [""; 0]);
            assert_eq!(inner, ["done"]);
        });
    });
    assert_eq!(outer, ["done"]);
}

#[test]
fn a_scope_ends_when_it_unwinds() {
    let events = disable_side_effects();
    let scope = events.scope();
    let notes = notes_elsewhere(|| {
        let run = || scope.run(|| panic!("in the scope"));
        catch_unwind(AssertUnwindSafe(run)).unwrap_err();
        origin();
    });
    assert_eq!(notes, ["effect"]);
    assert!(events.is_empty());
}

#[test]
fn a_scope_outlives_its_guard() {
    let guard = disable_side_effects();
    let (events, scope) = (guard.clone(), guard.scope());
    drop(guard);
    assert_eq!(notes_elsewhere(|| scope.run(origin)), [""; 0]);
    assert_eq!(notes_of(|| scope.run(origin)), [""; 0]);
    assert_eq!(events, ["done", "done"]);
    assert_eq!(notes_of(origin), ["effect"]);
}

#[test]
fn a_thread_stays_in_a_scope_when_the_guard_is_dropped_meanwhile() {
    let guard = disable_side_effects();
    let (events, scope) = (guard.clone(), guard.scope());
    let notes = notes_of(|| {
        scope.run(|| {
            drop(guard);
            origin();
        });
        origin();
    });
    assert_eq!(notes, ["effect"], "on the guard's own thread, too");
    assert_eq!(events, ["done"]);
}

#[test]
fn threads_in_one_scope_collect_all_of_their_events() {
    let events = disable_side_effects();
    let scope = &events.scope();
    thread::scope(|threads| {
        for _ in 0..50 {
            threads.spawn(|| scope.run(|| (0..10).for_each(|_| origin())));
        }
    });
    events.assert_fired_times("done", 500);
}
