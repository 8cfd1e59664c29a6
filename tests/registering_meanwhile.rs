//! Handlers that are registered, and taken away, while others run.

// Origins have no work of their own here.
#![allow(unused_variables)]

#[path = "common/notes.rs"]
mod notes;
#[path = "common/recorder.rs"]
mod recorder;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use notes::{note, notes_of};
use recorder::trace_of;
use side_effects::{Event, Registration, has_side_effects, is_side_effect_of, register, registry};

fn paths(label: &str) -> Vec<String> {
    let handlers = registry().handlers(label);
    handlers
        .iter()
        .map(|handler| handler.path().to_owned())
        .collect()
}

#[test]
fn a_handler_may_drop_its_own_registration_while_it_runs() {
    #[has_side_effects("drops_itself")]
    fn origin() {}
    let slot = Arc::new(Mutex::new(None::<Registration>));
    let own = Arc::clone(&slot);
    let registration = register("drops_itself", "once", move |_: &Event<'_>| {
        note("once");
        drop(own.lock().unwrap().take());
    });
    *slot.lock().unwrap() = Some(registration);
    assert_eq!(notes_of(origin), ["once"]);
    assert_eq!(notes_of(origin), [""; 0]);
    assert_eq!(Arc::strong_count(&slot), 1, "the closure is dropped, too");
}

#[test]
fn a_handler_may_drop_the_registration_of_one_that_has_not_run_yet() {
    #[has_side_effects("drops_next")]
    fn origin() {}
    let next = register("drops_next", "b", |_: &Event<'_>| note("b"));
    let next = Mutex::new(Some(next));
    let _first = register("drops_next", "a", move |_: &Event<'_>| {
        note("a");
        drop(next.lock().unwrap().take());
    });
    assert_eq!(notes_of(origin), ["a"]);
}

#[test]
fn a_handler_may_register_another_which_runs_from_the_next_event_on() {
    #[has_side_effects("registers")]
    fn origin() {}
    let added = Mutex::new(vec![]);
    let _first = register("registers", "a", move |_: &Event<'_>| {
        note("a");
        let another = register("registers", "b", |_: &Event<'_>| note("b"));
        added.lock().unwrap().push(another);
    });
    assert_eq!(notes_of(origin), ["a"]);
    assert_eq!(notes_of(origin), ["a", "b"]);
    assert_eq!(notes_of(origin), ["a", "b", "b"]);
}

#[test]
fn a_closure_may_use_the_registry_while_it_is_dropped() {
    struct AtTheEnd;
    impl Drop for AtTheEnd {
        fn drop(&mut self) {
            let nested = register("drop_uses_registry", "nested", |_: &Event<'_>| ());
            note(format!("{:?}", paths("drop_uses_registry")));
            drop(nested);
        }
    }
    let at_the_end = AtTheEnd;
    let registration = register("drop_uses_registry", "outer", move |_: &Event<'_>| {
        let _captured = &at_the_end;
    });
    assert_eq!(notes_of(|| drop(registration)), ["[\"nested\"]"]);
}

#[test]
fn registrations_come_and_go_on_several_threads_while_origins_fire() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    static LINKED: AtomicUsize = AtomicUsize::new(0);
    static DONE: AtomicBool = AtomicBool::new(false);
    #[has_side_effects("busy")]
    fn origin(value: String) {}
    #[has_side_effects("busy_idle")]
    fn idle(value: String) {}
    #[is_side_effect_of("busy")]
    fn linked(value: &str) {
        assert_eq!(value, "value");
        LINKED.fetch_add(1, Ordering::Relaxed);
    }
    fn count(event: &Event<'_>) -> Result<(), &'static str> {
        RUNS.fetch_add(1, Ordering::Relaxed);
        let seen = event.arg::<str>("value") == Some("value");
        seen.then_some(()).ok_or("no value")
    }
    let (mut calls, mut errors) = (0, vec![]);
    thread::scope(|scope| {
        let registrars: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let _busy = register("busy", "busy", count);
                        let _idle = register("busy_idle", "idle", count);
                        thread::yield_now();
                    }
                })
            })
            .collect();
        let callers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut calls = 0;
                    let trace = trace_of(|| {
                        while !DONE.load(Ordering::Relaxed) {
                            origin("value".into());
                            idle("value".into());
                            calls += 1;
                        }
                    });
                    let is_error = |line: &String| line.starts_with("ERROR");
                    (
                        calls,
                        trace.into_iter().filter(is_error).collect::<Vec<_>>(),
                    )
                })
            })
            .collect();
        for registrar in registrars {
            registrar.join().unwrap();
        }
        DONE.store(true, Ordering::Relaxed);
        for caller in callers {
            let (more_calls, more_errors) = caller.join().unwrap();
            calls += more_calls;
            errors.extend(more_errors);
        }
    });
    assert_eq!(errors, [""; 0]);
    assert_eq!(LINKED.load(Ordering::Relaxed), calls);
    assert_eq!(paths("busy"), ["registering_meanwhile::linked"]);
    assert_eq!(paths("busy_idle"), [""; 0]);
    let runs = RUNS.load(Ordering::Relaxed);
    let _last = register("busy_idle", "last", count);
    idle("value".into());
    assert_eq!(
        RUNS.load(Ordering::Relaxed),
        runs + 1,
        "none has stayed behind"
    );
}
