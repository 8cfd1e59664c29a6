//! Guards for the whole process, so that each test has one of its own.

#[path = "common/child.rs"]
mod child;
#[path = "common/notes.rs"]
mod notes;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use child::in_a_process;
use notes::{note, notes_of};
use side_effects::{
    Event, disable_side_effects, disable_side_effects_globally, has_side_effects,
    is_side_effect_of, record_side_effects,
};

#[has_side_effects("done")]
fn origin() {}

#[has_side_effects("other")]
fn other() {}

#[is_side_effect_of("done")]
fn handler() {
    note("effect");
}

/// What handlers note on a thread of its own.
fn notes_elsewhere(run: impl FnOnce() + Send) -> Vec<String> {
    thread::scope(|scope| scope.spawn(|| notes_of(run)).join().unwrap())
}

#[test]
fn a_global_guard_is_for_every_thread_until_it_is_dropped() {
    in_a_process(&[], || {
        assert_eq!(notes_elsewhere(origin), ["effect"]);
        let events = disable_side_effects_globally();
        assert_eq!(notes_of(origin), [""; 0]);
        assert_eq!(notes_elsewhere(origin), [""; 0]);
        assert_eq!(events, ["done", "done"]);
        drop(events);
        assert_eq!(notes_of(origin), ["effect"]);
        assert_eq!(notes_elsewhere(origin), ["effect"]);
    });
}

#[test]
fn a_global_guard_and_those_of_a_thread_all_collect() {
    in_a_process(&[], || {
        let events = disable_side_effects_globally();
        let recorded = record_side_effects();
        let disabled = disable_side_effects();
        assert_eq!(notes_of(origin), [""; 0]);
        assert_eq!(recorded, ["done"]);
        assert_eq!(disabled, ["done"]);
        assert_eq!(events, ["done"]);
    });
}

#[test]
fn global_guards_nest_and_can_be_limited() {
    in_a_process(&[], || {
        let first = disable_side_effects_globally();
        let second = disable_side_effects_globally().only(["other"]);
        origin();
        other();
        assert_eq!(first, ["done", "other"]);
        assert_eq!(second, ["other"]);
        drop(first);
        assert_eq!(notes_elsewhere(origin), ["effect"]);
        other();
        assert_eq!(second, ["other", "other"]);
    });
}

#[test]
fn a_scope_of_a_global_guard_collects_nothing_twice_and_outlives_it() {
    in_a_process(&[], || {
        let guard = disable_side_effects_globally();
        let (events, scope) = (guard.clone(), guard.scope());
        assert_eq!(notes_elsewhere(|| scope.run(origin)), [""; 0]);
        assert_eq!(notes_of(|| scope.run(origin)), [""; 0]);
        assert_eq!(events, ["done", "done"]);
        drop(guard);
        assert_eq!(notes_of(|| scope.run(origin)), [""; 0]);
        assert_eq!(events.len(), 3);
        assert_eq!(notes_of(origin), ["effect"]);
    });
}

#[test]
fn a_handler_of_a_global_guard_runs_on_every_thread_and_its_failures_are_told() {
    in_a_process(&[], || {
        let seen = |_: &Event<'_>| note("seen");
        let events = disable_side_effects_globally().on("done", seen);
        assert_eq!(notes_of(origin), ["seen"]);
        assert_eq!(notes_elsewhere(origin), ["seen"]);
        assert_eq!(notes_elsewhere(other), [""; 0]);
        events.assert_no_failures();
        drop(events);
        assert_eq!(notes_elsewhere(origin), ["effect"]);

        let fails = || {
            let _events =
                disable_side_effects_globally().on("done", |_: &Event<'_>| Err::<(), _>("no"));
            notes_elsewhere(origin);
        };
        let payload = catch_unwind(AssertUnwindSafe(fails)).expect_err("it panics");
        let text = payload.downcast::<String>().expect("a text");
        assert!(
            text.starts_with("side effects failed under `disable_side_effects_globally()`"),
            "{text}"
        );
    });
}

/// In a process of its own, since whoever fires meanwhile on another thread may be the one that
/// drops it.
#[test]
fn a_replacement_of_a_global_guard_may_fire_when_it_is_dropped() {
    struct FiresLast;
    impl Drop for FiresLast {
        fn drop(&mut self) {
            origin();
        }
    }
    in_a_process(&[], || {
        let guard = disable_side_effects_globally().provide(FiresLast);
        assert_eq!(notes_of(|| drop(guard)), ["effect"]);
    });
}
