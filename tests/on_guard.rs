//! Handlers of guards: they run for the events that their guard sees, and for
//! no others.

#[path = "common/log.rs"]
mod log;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use side_effects::{
    Event, disable_side_effects, fire, fire_async, has_side_effects, is_side_effect_of,
    record_side_effects,
};

use log::Log;

#[has_side_effects("shipped")]
fn ship(parcel: u32) -> Result<u32, String> {
    if parcel == 0 {
        Err("no parcel".into())
    } else {
        Ok(parcel * 10)
    }
}

static SHIPPED: AtomicU32 = AtomicU32::new(0);

/// Counts in a static: only one test lets it run.
#[is_side_effect_of("shipped")]
fn count() {
    SHIPPED.fetch_add(1, Ordering::Relaxed);
}

#[has_side_effects("unhandled")]
fn unhandled(name: String) {
    drop(name);
}

impl Log {
    /// A handler that logs the parcel, after a prefix.
    fn parcel(&self, prefix: &'static str) -> impl Fn(&Event<'_>) + Send + Sync + 'static {
        let log = self.clone();
        move |event: &Event<'_>| {
            log.add(format!("{prefix}{}", event.arg::<u32>("parcel").unwrap()));
        }
    }
}

fn message(run: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(run)).expect_err("it panics");
    *payload.downcast().expect("a text")
}

#[test]
fn under_a_disabled_guard_it_runs_and_no_other_does() {
    let log = Log::default();
    let events = disable_side_effects().on("shipped", log.parcel(""));
    ship(1).unwrap();
    ship(0).unwrap_err();
    unhandled("x".into());
    assert_eq!(log.take(), ["1"]);
    assert_eq!(events, ["shipped", "unhandled"]);
    assert!(events.failures().is_empty());
}

#[test]
fn under_a_record_guard_it_runs_before_the_others() {
    let log = Log::default();
    let seen = log.clone();
    let events = record_side_effects().on("shipped", move |event: &Event<'_>| {
        let before = SHIPPED.load(Ordering::Relaxed);
        seen.add(format!(
            "{:?} {before}",
            event.return_value::<u32>().unwrap()
        ));
    });
    ship(2).unwrap();
    assert_eq!(log.take(), ["20 0"]);
    assert_eq!(SHIPPED.load(Ordering::Relaxed), 1);
    events.assert_no_failures();
}

#[test]
fn it_sees_what_an_origin_without_handlers_consumes() {
    let log = Log::default();
    let seen = log.clone();
    let events = disable_side_effects().on("unhandled", move |event: &Event<'_>| {
        seen.add(event.arg::<str>("name").unwrap());
    });
    unhandled("Ada".into());
    assert_eq!(log.take(), ["Ada"]);
    drop(events);
    unhandled("Bob".into());
    assert!(log.take().is_empty(), "the guard is gone");
}

#[test]
fn the_type_of_its_parameter_may_be_left_out() {
    let log = Log::default();
    let seen = log.clone();
    let events = disable_side_effects()
        .on("unhandled", move |event| {
            let name = event.arg::<str>("name").unwrap();
            seen.add(name);
        })
        .on("unhandled", |event| match event.try_arg::<str>("nmae") {
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        });
    unhandled("Ada".into());
    assert_eq!(log.take(), ["Ada"]);
    assert!(
        events.failures()[0]
            .error()
            .contains("did you mean `name`?")
    );
}

#[test]
fn it_sees_what_cannot_be_copied() {
    struct NotClone(u8);
    #[has_side_effects("not_clone")]
    fn origin(value: &NotClone) {
        let _ = value;
    }
    let events = disable_side_effects().on("not_clone", |event: &Event<'_>| {
        assert_eq!(event.arg::<NotClone>("value").unwrap().0, 3);
    });
    origin(&NotClone(3));
    events.assert_no_failures();
}

#[test]
fn each_guard_has_its_own_and_limits_them() {
    let log = Log::default();
    let outer = disable_side_effects()
        .on("shipped", log.parcel("outer "))
        .on("shipped", log.parcel("again "));
    let inner = disable_side_effects()
        .except(["shipped"])
        .on("shipped", log.parcel("inner "));
    ship(1).unwrap();
    assert_eq!(log.take(), ["outer 1", "again 1"]);
    drop((outer, inner));
}

#[test]
fn other_threads_are_only_seen_in_the_scope() {
    let log = Log::default();
    let events = disable_side_effects().on("unhandled", {
        let log = log.clone();
        move |event: &Event<'_>| log.add(event.arg::<str>("name").unwrap())
    });
    let scope = events.scope();
    thread::spawn(|| unhandled("outside".into()))
        .join()
        .unwrap();
    thread::spawn(move || scope.run(|| unhandled("inside".into())))
        .join()
        .unwrap();
    assert_eq!(log.take(), ["inside"]);
}

#[test]
fn it_runs_once_where_the_guard_is_there_twice() {
    let log = Log::default();
    let events = disable_side_effects().on("shipped", log.parcel(""));
    let scope = events.scope();
    scope.run(|| scope.run(|| ship(1))).unwrap();
    assert_eq!(log.take(), ["1"]);
    assert_eq!(events, ["shipped"]);
}

#[test]
fn it_runs_on_many_threads_at_once() {
    let seen = Arc::new(AtomicU32::new(0));
    let events = disable_side_effects().on("shipped", {
        let seen = Arc::clone(&seen);
        move |event: &Event<'_>| {
            seen.fetch_add(*event.arg::<u32>("parcel").unwrap(), Ordering::Relaxed);
        }
    });
    let scope = events.scope();
    thread::scope(|threads| {
        for parcel in 1..=8 {
            let scope = scope.clone();
            threads.spawn(move || scope.run(|| ship(parcel)).unwrap());
        }
    });
    assert_eq!(seen.load(Ordering::Relaxed), 36);
    events.assert_no_failures();
}

#[test]
fn a_label_that_nothing_fires_is_refused_at_once() {
    let refused =
        |label: &str| message(|| drop(disable_side_effects().on(label, |_: &Event<'_>| {})));
    assert_eq!(
        refused("shiped"),
        "nothing fires `shiped`, so that `on(\"shiped\", …)` never runs: did you mean `shipped`?"
    );
    let text = refused("of_no_origin");
    assert!(
        text.contains("write `#[has_side_effects(\"of_no_origin\")]`"),
        "{text}"
    );
    assert!(text.contains("`side_effects::link!` that crate"), "{text}");
}

#[test]
fn a_label_with_handlers_only_is_refused_too() {
    #[is_side_effect_of("handled_only")]
    fn handler() {}
    let text = message(|| drop(record_side_effects().on("handled_only", |_: &Event<'_>| {})));
    assert!(text.starts_with("nothing fires `handled_only`"), "{text}");
}

#[test]
fn a_label_is_known_before_anything_has_fired_it() {
    #[allow(dead_code)]
    fn never_called<T>(_: T) {
        fire!("fired_by_a_generic_function");
    }
    #[has_side_effects("of_an_origin_that_is_never_called")]
    #[allow(dead_code)]
    fn origin() {}
    let events = disable_side_effects()
        .on("fired_by_a_generic_function", |_: &Event<'_>| {})
        .on("of_an_origin_that_is_never_called", |_: &Event<'_>| {});
    events.assert_nothing_fired();
}

#[test]
fn an_assertion_that_fails_in_it_fails_the_test() {
    let text = message(|| {
        let _events = disable_side_effects().on("shipped", |event: &Event<'_>| {
            assert_eq!(event.arg::<u32>("parcel"), Some(&7), "the parcel");
        });
        ship(8).unwrap();
    });
    assert!(
        text.starts_with("side effects failed under `disable_side_effects()`, and nobody looked"),
        "{text}"
    );
    assert!(
        text.contains("`on(\"shipped\") at tests/on_guard.rs:"),
        "{text}"
    );
    assert!(
        text.contains("of `shipped`: panicked: assertion `left == right` failed: the parcel"),
        "{text}"
    );
}

#[test]
fn an_error_that_it_returns_is_collected_by_its_guard_alone() {
    let outer = record_side_effects();
    let inner = record_side_effects().on("unhandled", |_: &Event<'_>| Err::<(), _>("no"));
    unhandled("x".into());
    outer.assert_no_failures();
    let failures = inner.failures();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].label(), "unhandled");
    assert_eq!(failures[0].error(), "no");
    let text = message(|| inner.assert_no_failures());
    assert!(text.contains("`unhandled`: no"), "{text}");
}

#[test]
fn the_origin_is_not_harmed() {
    let events = disable_side_effects().on("shipped", |event: &Event<'_>| {
        assert!(event.arg_names().is_empty(), "boom");
    });
    assert_eq!(ship(3), Ok(30));
    assert_eq!(events.failures()[0].error(), "panicked: boom");
}

#[test]
fn an_origin_that_aborts_on_errors_is_not_harmed_and_its_handlers_run() {
    #[has_side_effects("aborting", on_error = abort)]
    fn origin() -> Result<(), side_effects::Error> {
        Ok(())
    }
    static RUNS: AtomicU32 = AtomicU32::new(0);
    #[is_side_effect_of("aborting")]
    fn handler() {
        RUNS.fetch_add(1, Ordering::Relaxed);
    }
    let events = record_side_effects().on("aborting", |_: &Event<'_>| Err::<(), _>("no"));
    origin().unwrap();
    assert_eq!(RUNS.load(Ordering::Relaxed), 1);
    assert_eq!(events.failures().len(), 1);
}

#[test]
fn it_may_fire_and_make_guards_itself() {
    let log = Log::default();
    let events = disable_side_effects()
        .on("shipped", |_: &Event<'_>| {
            let inner = disable_side_effects();
            unhandled("nested".into());
            assert_eq!(inner, ["unhandled"]);
        })
        .on("unhandled", {
            let log = log.clone();
            move |event: &Event<'_>| log.add(event.arg::<str>("name").unwrap())
        });
    ship(1).unwrap();
    events.assert_no_failures();
    assert_eq!(log.take(), ["nested"]);
    assert_eq!(events, ["shipped", "unhandled"]);
}

#[test]
fn one_that_fires_its_own_label_is_stopped() {
    let events = disable_side_effects().on("circle", |_: &Event<'_>| fire!("circle"));
    fire!("circle");
    let failures = events.failures();
    assert_eq!(failures.len(), 1);
    assert!(
        failures[0].error().contains("nested in 64 others"),
        "{}",
        failures[0]
    );
}

#[test]
fn a_guard_that_was_made_while_the_origin_ran_says_what_it_lacks() {
    #[has_side_effects("made_meanwhile")]
    fn origin(name: String) -> side_effects::DisabledSideEffects {
        drop(name);
        disable_side_effects().on("made_meanwhile", |_: &Event<'_>| {})
    }
    let events = origin("x".into());
    assert_eq!(events, ["made_meanwhile"]);
    let failures = events.failures();
    assert!(
        failures[0]
            .error()
            .contains("make the guard before the call"),
        "{}",
        failures[0]
    );
}

#[tokio::test]
async fn events_of_futures_are_seen() {
    #[has_side_effects("async_shipped")]
    async fn ship(_parcel: u32) {
        tokio::task::yield_now().await;
    }
    let log = Log::default();
    let events = disable_side_effects()
        .on("async_shipped", log.parcel("origin "))
        .on("async_fired", log.parcel("fired "));
    ship(1).await;
    fire_async!("async_fired", parcel = 2_u32).await;
    let task = tokio::spawn(events.scope().wrap(ship(3)));
    task.await.unwrap();
    assert_eq!(log.take(), ["origin 1", "fired 2", "origin 3"]);
}
