//! What becomes of the handlers of a guard when the guard is gone: they are, too,
//! and no failure of theirs is lost.

#[path = "common/recorder.rs"]
mod recorder;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use recorder::trace_of;
use side_effects::{
    Event, disable_side_effects, fire, has_side_effects, is_side_effect_of, record_side_effects,
};

#[has_side_effects("outlived")]
fn outlived() {}

#[is_side_effect_of("outlived")]
fn mail() {
    unreachable!("its events are suppressed");
}

#[test]
fn in_a_scope_that_outlives_the_guard_events_are_suppressed_and_it_does_not_run() {
    let runs = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&runs);
    let events = disable_side_effects().on("outlived", move |_: &Event<'_>| {
        count.fetch_add(1, Ordering::Relaxed);
    });
    let scope = events.scope();
    scope.run(outlived);
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    drop(events);
    scope.run(outlived);
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}

#[test]
fn what_it_captured_is_free_again_although_a_scope_is_left() {
    let captured = Arc::new(());
    let held = Arc::clone(&captured);
    let events = record_side_effects().on("outlived", move |_: &Event<'_>| {
        let _ = &held;
    });
    let _scope = events.scope();
    drop(events);
    assert!(Arc::into_inner(captured).is_some());
}

#[test]
fn one_that_captured_a_scope_of_its_own_guard_is_freed_with_it() {
    let captured = Arc::new(());
    let held = Arc::clone(&captured);
    let events = disable_side_effects();
    let scope = events.scope();
    let events = events.on("carried", move |_: &Event<'_>| {
        let _ = &held;
        scope.run(|| fire!("carried_on"));
    });
    fire!("carried");
    assert_eq!(events, ["carried", "carried_on"]);
    drop(events);
    assert!(Arc::into_inner(captured).is_some());
}

#[test]
fn what_it_captured_may_fire_when_it_is_dropped_and_the_guard_still_suppresses() {
    struct Fires;
    impl Drop for Fires {
        fn drop(&mut self) {
            outlived();
        }
    }
    let fires = Fires;
    let outer = record_side_effects();
    let inner = disable_side_effects().on("outlived", move |_: &Event<'_>| {
        let _ = &fires;
    });
    drop(inner);
    assert_eq!(outer, ["outlived"]);
    outer.assert_no_failures();
}

#[test]
fn one_that_fails_after_its_guard_is_gone_is_logged() {
    #[has_side_effects("late")]
    fn late() {}

    let (started, guard_gone) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let events = disable_side_effects().on("late", {
        let (started, guard_gone) = (Arc::clone(&started), Arc::clone(&guard_gone));
        move |_: &Event<'_>| {
            started.wait();
            guard_gone.wait();
            Err::<(), _>("too late")
        }
    });
    let scope = events.scope();
    let elsewhere = thread::spawn(move || trace_of(|| scope.run(late)));
    started.wait();
    drop(events);
    guard_gone.wait();
    let mut trace = elsewhere.join().unwrap();
    trace.retain(|line| line.starts_with("ERROR"));
    assert_eq!(trace.len(), 1, "{trace:?}");
    for part in [
        "side effect failed",
        "label=late",
        "on(\"late\")",
        "too late",
    ] {
        assert!(trace[0].contains(part), "{trace:?}");
    }
}

#[test]
fn one_whose_failure_its_guard_tells_is_not_logged() {
    let events = disable_side_effects().on("outlived", |_: &Event<'_>| Err::<(), _>("no"));
    let mut trace = trace_of(outlived);
    trace.retain(|line| line.starts_with("ERROR"));
    assert_eq!(trace, [""; 0]);
    assert_eq!(events.failures().len(), 1);
}

#[test]
fn a_guard_that_is_dropped_by_a_panic_does_not_panic_again() {
    let payload = catch_unwind(AssertUnwindSafe(|| {
        let _events = disable_side_effects().on("outlived", |_: &Event<'_>| Err::<(), _>("no"));
        outlived();
        panic!("the test's own");
    }));
    let payload = payload.expect_err("it panics");
    assert_eq!(payload.downcast_ref(), Some(&"the test's own"));
}
