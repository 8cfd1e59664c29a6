//! What a release runs, and what a discard does not.

use std::panic::{AssertUnwindSafe, catch_unwind};

use side_effects::{
    Dep, Event, disable_side_effects, fire, has_side_effects, hold_side_effects, is_side_effect_of,
    register,
};

use crate::log::{Log, logged};
use crate::recorder::trace_of;
use crate::{ADA, create, remove};

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
fn the_log_tells_what_is_held_and_what_is_discarded() {
    let lines = trace_of(|| {
        let _held = hold_side_effects();
        remove("Bob");
    });
    assert_eq!(
        lines,
        [
            "DEBUG side_effects: held label=removed origin=hold::remove",
            "DEBUG side_effects: discarded label=removed origin=hold::remove",
        ]
    );
}

#[test]
fn what_is_held_after_a_release_and_forgotten_is_a_warning() {
    let warnings = |lines: Vec<String>| {
        let lines = lines.into_iter();
        lines
            .filter(|line| line.starts_with("WARN"))
            .collect::<Vec<_>>()
    };
    let (_log, _events) = logged();
    let lines = warnings(trace_of(|| {
        let held = hold_side_effects();
        remove("Bob");
        held.release();
        remove("Eve");
    }));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].contains("side effects discarded: they were held after"),
        "{}",
        lines[0]
    );
    assert!(lines[0].ends_with("labels=removed"), "{}", lines[0]);
    let lines = warnings(trace_of(|| {
        let held = hold_side_effects();
        held.release();
        remove("Bob");
        held.discard();
    }));
    assert!(lines.is_empty(), "{lines:?}");
}
