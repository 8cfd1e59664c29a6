//! Handlers that run one after the other, and events that reach none.

use std::time::Duration;

use side_effects::{
    Dep, Error, Event, Hold, disable_side_effects, fire, has_side_effects, is_side_effect_of,
    record_side_effects, register,
};

use crate::{Series, assert_counted, durations, series};

#[has_side_effects("inline")]
fn origin(succeeds: bool) -> Result<(), ()> {
    if succeeds { Ok(()) } else { Err(()) }
}

#[is_side_effect_of("inline")]
fn sleeps() {
    std::thread::sleep(Duration::from_millis(20));
}

#[is_side_effect_of("inline")]
fn fails() -> Result<(), &'static str> {
    Err("no route")
}

#[is_side_effect_of("inline")]
fn panics() {
    panic!("a bug");
}

struct NobodyProvidesThis;

#[is_side_effect_of("inline")]
fn lacks_what_it_needs(_needed: Dep<NobodyProvidesThis>) {}

#[test]
fn each_run_counts_by_how_it_ended_and_is_timed_if_it_began() {
    Series::install();
    origin(true).unwrap();
    origin(true).unwrap();
    origin(false).unwrap_err();
    assert_counted(
        "inline",
        &[("fired", 2)],
        &[
            ("sleeps", "ok", 2),
            ("fails", "failed", 2),
            ("panics", "panicked", 2),
            ("lacks_what_it_needs", "failed", 2),
        ],
    );
    let timed = [("sleeps", 2), ("fails", 2), ("panics", 2)];
    assert_eq!(durations("inline"), series::times(&timed));
    let slept = &series::values("inline")["sleeps"];
    assert!(
        slept.iter().all(|seconds| (0.02..60.0).contains(seconds)),
        "{slept:?}"
    );
}

#[is_side_effect_of("fired_by_hand")]
fn plain(article: &str, return_value: &u32) {
    assert_eq!((article, *return_value), ("teapot", 7));
}

#[test]
fn what_fire_fires_counts_as_that_of_an_origin() {
    Series::install();
    fire!("fired_by_hand", article = "teapot"; return_value = &7_u32);
    assert_counted("fired_by_hand", &[("fired", 1)], &[("plain", "ok", 1)]);
    assert_eq!(durations("fired_by_hand"), series::times(&[("plain", 1)]));
}

#[has_side_effects("aborts", on_error = abort)]
fn aborts() -> Result<(), Error> {
    Ok(())
}

#[is_side_effect_of("aborts", order = 1)]
fn before() {}

#[is_side_effect_of("aborts", order = 2)]
fn ends_it() -> Result<(), &'static str> {
    Err("no route")
}

#[is_side_effect_of("aborts", order = 3)]
fn never_begins() {}

#[test]
fn under_abort_those_after_the_one_that_failed_do_not_count() {
    Series::install();
    aborts().unwrap_err();
    assert_counted(
        "aborts",
        &[("fired", 1)],
        &[("before", "ok", 1), ("ends_it", "failed", 1)],
    );
}

#[test]
fn those_that_were_registered_count_by_their_names() {
    Series::install();
    let fails = |event: &Event<'_>| Err::<(), _>(format!("no {}", event.label()));
    let _fails = register("registered", "fails", fails);
    let _runs = register("registered", "runs", |_: &Event<'_>| {});
    fire!("registered");
    assert_counted(
        "registered",
        &[("fired", 1)],
        &[("fails", "failed", 1), ("runs", "ok", 1)],
    );
    assert_eq!(
        durations("registered"),
        series::times(&[("fails", 1), ("runs", 1)])
    );
}

#[has_side_effects("nobody_handles_this")]
fn unhandled() {}

#[test]
fn an_event_that_nobody_handles_does_not_count_whoever_looks() {
    Series::install();
    unhandled();
    let hold = Hold::new();
    hold.run(unhandled);
    hold.release();
    let events = record_side_effects();
    unhandled();
    hold.run(unhandled);
    hold.discard();
    assert_eq!(events, ["nobody_handles_this"]);
    drop(events);
    let _events = disable_side_effects();
    unhandled();
    assert_counted("nobody_handles_this", &[], &[]);
}

#[has_side_effects("guarded")]
fn guarded() {}

#[is_side_effect_of("guarded")]
fn runs() {}

#[test]
fn a_guard_that_disables_suppresses_and_one_that_records_does_not() {
    Series::install();
    {
        let _events = disable_side_effects();
        guarded();
    }
    assert_counted("guarded", &[("suppressed", 1)], &[]);
    let events = record_side_effects().on("guarded", |_| Err::<(), _>("for the guard alone"));
    guarded();
    assert_eq!(events.failures().len(), 1);
    assert_counted(
        "guarded",
        &[("suppressed", 1), ("fired", 1)],
        &[("runs", "ok", 1)],
    );
}

#[has_side_effects("predicate_panics", run_on_exit = |_: &()| panic!("a bug"))]
fn asks() {}

#[is_side_effect_of("predicate_panics")]
fn is_not_asked() {}

#[test]
fn a_predicate_is_no_handler_and_its_panic_fires_nothing() {
    Series::install();
    asks();
    assert_counted("predicate_panics", &[], &[]);
}

/// With debug assertions, the call panics before there is an event.
#[cfg(not(debug_assertions))]
mod mismatched {
    use super::*;

    #[has_side_effects("mismatched")]
    fn misfit(id: u32) {
        let _ = id;
    }

    #[is_side_effect_of("mismatched")]
    fn does_not_fit(id: u64) {
        let _ = id;
    }

    #[is_side_effect_of("mismatched")]
    fn fits(id: u32) {
        let _ = id;
    }

    #[test]
    fn one_that_does_not_fit_is_mismatched_and_has_no_duration() {
        Series::install();
        misfit(7);
        assert_counted(
            "mismatched",
            &[("fired", 1)],
            &[("does_not_fit", "mismatched", 1), ("fits", "ok", 1)],
        );
        assert_eq!(durations("mismatched"), series::times(&[("fits", 1)]));
    }
}
