//! Events that are held back: nothing runs before the release, and nothing at all
//! after a discard.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::thread;

use side_effects::{
    Dep, Event, Hold, disable_side_effects, fire, has_side_effects, hold_blocking,
    hold_side_effects, is_side_effect_of, record_side_effects, register,
};

/// What the handlers of this thread's events did: the tests provide it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

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

/// A guard under which the handlers of the test write to its log.
fn logged() -> (Log, side_effects::RecordedSideEffects) {
    let log = Log::default();
    let events = record_side_effects().provide(log.clone());
    (log, events)
}

const ADA: [&str; 2] = ["welcome Ada", "index Ada [\"new\"]"];

#[test]
fn nothing_runs_before_the_release_and_then_everything_in_order() {
    let (log, events) = logged();
    let held = hold_side_effects();
    create("Ada".into(), &["new"]).unwrap();
    remove("Bob");
    create(String::new(), &[]).unwrap_err();
    assert!(log.take().is_empty());
    events.assert_nothing_fired();
    assert_eq!(held.len(), 2);
    assert_eq!(held.labels(), ["created", "removed"]);

    let released = held.release();
    assert_eq!(released.len(), 2);
    assert!(released.failures().is_empty());
    assert_eq!(log.take(), [ADA[0], ADA[1], "unindex Bob"]);
    assert_eq!(events, ["created", "removed"]);
    assert!(held.is_empty());
}

#[test]
fn what_is_dropped_is_discarded() {
    let (log, events) = logged();
    {
        let _held = hold_side_effects();
        create("Ada".into(), &[]).unwrap();
    }
    let held = hold_side_effects();
    create("Ada".into(), &[]).unwrap();
    held.discard();
    assert!(held.is_empty());
    assert!(held.release().is_empty());
    drop(held);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _held = hold_side_effects();
        create("Ada".into(), &[]).unwrap();
        panic!("a bug");
    }));
    assert!(panicked.is_err());
    assert!(log.take().is_empty());
    events.assert_nothing_fired();
    create("Ada".into(), &["new"]).unwrap();
    assert_eq!(log.take(), ADA, "without a hold, events fire at once");
}

#[test]
fn released_inside_another_hold_events_move_to_the_outer_one() {
    let (log, events) = logged();
    let outer = hold_side_effects();
    remove("first");
    let inner = hold_side_effects();
    remove("second");
    assert_eq!(inner.release().len(), 1);
    drop(inner);
    let rolled_back = hold_side_effects();
    remove("third");
    drop(rolled_back);
    remove("fourth");
    events.assert_nothing_fired();
    assert_eq!(outer.len(), 3);
    outer.release();
    assert_eq!(
        log.take(),
        ["unindex first", "unindex second", "unindex fourth"]
    );
}

#[test]
fn an_outer_hold_that_is_released_first_is_in_no_other() {
    let (log, _events) = logged();
    let outer = hold_side_effects();
    remove("outer");
    let inner = hold_side_effects();
    remove("inner");
    outer.release();
    assert_eq!(log.take(), ["unindex outer"]);
    drop(outer);
    inner.release();
    assert_eq!(log.take(), ["unindex inner"]);
}

#[test]
fn a_block_releases_if_it_succeeds_and_discards_if_not() {
    let (log, _events) = logged();
    hold_blocking(|| {
        remove("a");
        assert!(log.take().is_empty());
        Ok::<_, String>(())
    })
    .unwrap();
    assert_eq!(log.take(), ["unindex a"]);
    hold_blocking(|| {
        remove("b");
        Err::<(), _>("the commit failed")
    })
    .unwrap_err();
    let _ = catch_unwind(|| {
        hold_blocking(|| {
            remove("c");
            if true {
                panic!("a bug");
            }
        });
    });
    assert!(log.take().is_empty());
    hold_blocking(|| remove("d"));
    assert_eq!(log.take(), ["unindex d"]);
}

#[test]
fn blocks_nest_like_savepoints() {
    let (log, _events) = logged();
    let outer: Result<(), ()> = hold_blocking(|| {
        remove("outer");
        let _ = hold_blocking(|| {
            remove("kept");
            Ok::<_, ()>(())
        });
        let _ = hold_blocking(|| {
            remove("rolled back");
            Err::<(), _>(())
        });
        assert!(log.take().is_empty());
        Ok(())
    });
    outer.unwrap();
    assert_eq!(log.take(), ["unindex outer", "unindex kept"]);
}

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
fn what_is_suppressed_is_decided_when_it_fires() {
    let (log, events) = logged();
    let held = hold_side_effects();
    let disabled = disable_side_effects();
    remove("suppressed");
    assert!(disabled.is_empty(), "collected when it is released");
    drop(disabled);
    remove("fired");
    let disabled = disable_side_effects();
    held.release();
    assert_eq!(log.take(), ["unindex fired"]);
    disabled.assert_nothing_fired();
    assert_eq!(events, ["removed", "removed"]);
}

#[test]
fn a_guard_collects_what_is_released_and_never_what_is_discarded() {
    let disabled = disable_side_effects();
    let held = hold_side_effects();
    create("Ada".into(), &[]).unwrap();
    disabled.assert_nothing_fired();
    held.release();
    assert_eq!(disabled, ["created"]);
    let event = &disabled.fired("created")[0];
    assert_eq!(event.arg::<str>("name"), Some("Ada"));
    create("Bob".into(), &[]).unwrap();
    drop(held);
    assert_eq!(disabled, ["created"]);
}

#[test]
fn handlers_of_guards_run_when_the_event_is_released() {
    let log = Log::default();
    let seen = log.clone();
    let disabled = disable_side_effects().on("removed", move |event: &Event<'_>| {
        seen.add(event.arg::<str>("name").unwrap());
    });
    let held = hold_side_effects();
    remove("Bob");
    assert!(log.take().is_empty());
    held.release();
    assert_eq!(log.take(), ["Bob"]);
    drop(disabled);
}

#[test]
fn what_handlers_fire_during_the_release_is_not_held_again() {
    #[has_side_effects("outer_event")]
    fn outer() {}
    #[is_side_effect_of("outer_event")]
    fn fires_another(log: Dep<Log>) {
        log.add("before");
        remove("nested");
        log.add("after");
    }
    let (log, _events) = logged();
    let held = hold_side_effects();
    outer();
    held.release();
    assert_eq!(log.take(), ["before", "unindex nested", "after"]);
    remove("held again");
    assert!(log.take().is_empty(), "the guard is still there");
    held.release();
    assert_eq!(log.take(), ["unindex held again"]);
}

#[test]
fn failures_of_the_release_are_told_and_stop_nothing() {
    #[has_side_effects("failing")]
    fn failing() {}
    #[is_side_effect_of("failing")]
    fn returns_an_error() -> Result<(), &'static str> {
        Err("no")
    }
    #[is_side_effect_of("failing", order = 1)]
    fn panics() {
        panic!("boom");
    }
    let (log, events) = logged();
    let held = hold_side_effects();
    failing();
    remove("Bob");
    let released = held.release();
    let failures: Vec<_> = (released.failures().iter())
        .map(|failure| (failure.label(), failure.error()))
        .collect();
    assert_eq!(failures, [("failing", "no"), ("failing", "panicked: boom")]);
    assert_eq!(log.take(), ["unindex Bob"]);
    assert_eq!(events.failures().len(), 2, "guards collect them, too");
}

#[test]
fn under_abort_a_failure_is_one_of_the_release_and_stops_its_event_alone() {
    #[has_side_effects("aborting", on_error = abort)]
    fn aborting() -> Result<(), side_effects::Error> {
        Ok(())
    }
    #[is_side_effect_of("aborting")]
    fn fails() -> Result<(), &'static str> {
        Err("no")
    }
    #[is_side_effect_of("aborting", order = 1)]
    fn never_runs(log: Dep<Log>) {
        log.add("ran");
    }
    let (log, events) = logged();
    let held = hold_side_effects();
    aborting().unwrap();
    remove("Bob");
    let released = held.release();
    assert_eq!(released.failures().len(), 1);
    assert_eq!(log.take(), ["unindex Bob"]);
    assert_eq!(events.failures().len(), 1);
}

struct NotClone(u8);

#[has_side_effects("not_clone")]
fn not_clone(value: &NotClone, other: u8) {
    let _ = (value, other);
}

#[is_side_effect_of("not_clone")]
fn takes_it(value: &NotClone) {
    assert_eq!(value.0, 1);
}

#[is_side_effect_of("not_clone", order = 1)]
fn takes_another(other: u8, log: Dep<Log>) {
    log.add(format!("other {other}"));
}

/// The text of a panic, or of the failure that takes its place without debug
/// assertions.
fn mismatch(fires: impl Fn()) -> String {
    let (_log, events) = logged();
    let held = hold_side_effects();
    let fired = catch_unwind(AssertUnwindSafe(fires));
    let failures = events.failures();
    match fired {
        Err(payload) => *payload.downcast().expect("a text"),
        Ok(()) => {
            assert_eq!(failures.len(), 1, "found when the event fires");
            assert!(held.release().failures().is_empty(), "and said once");
            failures[0].error().to_owned()
        }
    }
}

#[test]
fn a_handler_that_is_bound_to_what_cannot_be_copied_is_a_mismatch() {
    not_clone(&NotClone(1), 2);
    let text = mismatch(|| not_clone(&NotClone(1), 2));
    for part in [
        "does not fit its origin `hold::not_clone`",
        "`value`: the event is held, so that this has to outlive the call, and it cannot be \
         copied: its type has no `Clone`, or is not `Send` and `Sync`",
        "help: derive `Clone` for its type, put it into an `Arc`",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
#[cfg(not(debug_assertions))]
fn the_other_handlers_of_such_an_event_run() {
    let (log, events) = logged();
    let held = hold_side_effects();
    not_clone(&NotClone(1), 2);
    held.release();
    assert_eq!(log.take(), ["other 2"]);
    assert_eq!(events.failures().len(), 1);
}

#[test]
fn a_clone_that_panics_fails_the_handler_that_needs_it() {
    struct Bomb;
    impl Clone for Bomb {
        fn clone(&self) -> Self {
            panic!("boom")
        }
    }
    #[has_side_effects("bomb")]
    fn bomb(bomb: &Bomb, other: u8) {
        let _ = (bomb, other);
    }
    #[is_side_effect_of("bomb")]
    fn needs_it(_bomb: &Bomb) {
        unreachable!();
    }
    #[is_side_effect_of("bomb", order = 1)]
    fn needs_another(other: u8, log: Dep<Log>) {
        log.add(format!("other {other}"));
    }
    let (log, events) = logged();
    let held = hold_side_effects();
    bomb(&Bomb, 3);
    assert!(
        held.release().failures().is_empty(),
        "it failed when the event fired"
    );
    assert_eq!(log.take(), ["other 3"]);
    assert_eq!(events.failures()[0].error(), "panicked: boom");
}

#[test]
fn what_no_handler_needs_is_not_copied() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static CLONES: AtomicUsize = AtomicUsize::new(0);
    struct Counted;
    impl Clone for Counted {
        fn clone(&self) -> Self {
            CLONES.fetch_add(1, Ordering::Relaxed);
            Self
        }
    }
    #[has_side_effects("counted")]
    fn counted(unused: &Counted, used: &u8) {
        let _ = (unused, used);
    }
    #[is_side_effect_of("counted")]
    fn takes_one(used: u8) {
        assert_eq!(used, 1);
    }
    hold_blocking(|| counted(&Counted, &1));
    assert_eq!(CLONES.load(Ordering::Relaxed), 0);
}

#[test]
fn copies_are_dropped_with_their_event() {
    #[has_side_effects("shared")]
    fn shared(shared: &Arc<()>) {
        let _ = shared;
    }
    #[is_side_effect_of("shared")]
    fn takes_it(shared: &Arc<()>) {
        assert_eq!(Arc::strong_count(shared), 2);
    }
    let value = Arc::new(());
    let held = hold_side_effects();
    shared(&value);
    assert_eq!(Arc::strong_count(&value), 2);
    held.release();
    assert_eq!(Arc::strong_count(&value), 1);
    shared(&value);
    held.discard();
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn handlers_that_were_registered_run_at_the_release() {
    let log = Log::default();
    let seen = log.clone();
    let registration = register("late", "probe", move |event: &Event<'_>| {
        seen.add(event.arg::<str>("name").unwrap());
    });
    let held = hold_side_effects();
    let name = String::from("Ada");
    fire!("late", name);
    assert!(log.take().is_empty());
    held.release();
    assert_eq!(log.take(), ["Ada"]);
    drop(registration);
}

#[test]
fn an_event_of_an_err_that_fired_anyway_fails_the_handlers_of_the_ok_alone() {
    #[has_side_effects("err_fires", run_on_exit = |_| true)]
    fn errs() -> Result<u8, String> {
        Err("no".into())
    }
    #[is_side_effect_of("err_fires")]
    fn takes_the_ok(return_value: u8) {
        let _ = return_value;
    }
    #[is_side_effect_of("err_fires")]
    fn takes_the_whole(return_value: &Result<u8, String>, log: Dep<Log>) {
        log.add(format!("{return_value:?}"));
    }
    let (log, events) = logged();
    let held = hold_side_effects();
    errs().unwrap_err();
    assert_eq!(held.release().failures().len(), 1);
    assert_eq!(log.take(), ["Err(\"no\")"]);
    assert!(events.failures()[0].error().contains("fired with an `Err`"));
}

#[test]
fn a_hold_is_shown_by_what_waits_in_it() {
    let held = hold_side_effects();
    remove("Bob");
    assert_eq!(format!("{held:?}"), "HeldSideEffects([\"removed\"])");
    assert_eq!(format!("{:?}", *held), "Hold([\"removed\"])");
    let released = {
        let _disabled = disable_side_effects();
        held.discard();
        held.release()
    };
    assert_eq!(format!("{released:?}"), "Released { len: 0, failures: [] }");
}

#[test]
fn the_handle_is_cheap_and_for_any_thread() {
    fn is<T: Clone + Send + Sync + Default + 'static>() {}
    is::<Hold>();
}
