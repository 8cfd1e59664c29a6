//! Handlers of async origins.

use std::future::pending;
use std::time::Duration;

use side_effects::{Error, fire_async, has_side_effects, is_side_effect_of};
use tokio::time::sleep;

use crate::polls::drop_after;
use crate::{Series, assert_counted, durations, runtime, series};

#[has_side_effects("async")]
async fn origin() {}

#[is_side_effect_of("async")]
fn is_sync() {}

#[is_side_effect_of("async")]
async fn is_ready() {}

#[is_side_effect_of("async")]
async fn waits() {
    sleep(Duration::from_millis(20)).await;
}

#[is_side_effect_of("async")]
async fn fails() -> Result<(), &'static str> {
    tokio::task::yield_now().await;
    Err("no route")
}

#[is_side_effect_of("async")]
async fn panics() {
    tokio::task::yield_now().await;
    panic!("a bug");
}

#[is_side_effect_of("async")]
async fn panics_at_once() {
    panic!("a bug");
}

#[test]
fn each_is_timed_from_its_first_poll_to_its_end() {
    Series::install();
    runtime().block_on(origin());
    assert_counted(
        "async",
        &[("fired", 1)],
        &[
            ("is_sync", "ok", 1),
            ("is_ready", "ok", 1),
            ("waits", "ok", 1),
            ("fails", "failed", 1),
            ("panics", "panicked", 1),
            ("panics_at_once", "panicked", 1),
        ],
    );
    let durations = series::values("async");
    assert!(
        durations.values().all(|values| values.len() == 1),
        "{durations:?}"
    );
    assert_eq!(durations.len(), 6);
    assert!(
        (0.02..60.0).contains(&durations["waits"][0]),
        "{durations:?}"
    );
}

#[is_side_effect_of("fired_async")]
async fn by_hand(id: u32) {
    assert_eq!(id, 7);
}

#[test]
fn what_fire_async_fires_counts_as_that_of_an_origin() {
    Series::install();
    runtime().block_on(fire_async!("fired_async", id = 7_u32));
    assert_counted("fired_async", &[("fired", 1)], &[("by_hand", "ok", 1)]);
}

#[has_side_effects("cut_off")]
async fn dropped() {}

#[is_side_effect_of("cut_off", order = 1)]
fn has_run() {}

#[is_side_effect_of("cut_off", order = 2)]
async fn has_ended() {}

#[is_side_effect_of("cut_off", order = 2)]
async fn never_ends() {
    pending().await
}

#[is_side_effect_of("cut_off", order = 3)]
fn never_begins() {}

#[test]
fn all_that_have_not_ended_are_cut_off_with_their_future() {
    Series::install();
    drop_after(2, dropped());
    assert_counted(
        "cut_off",
        &[("fired", 1)],
        &[
            ("has_run", "ok", 1),
            ("has_ended", "ok", 1),
            ("never_ends", "cut_off", 1),
            ("never_begins", "cut_off", 1),
        ],
    );
    let timed = [("has_run", 1), ("has_ended", 1)];
    assert_eq!(durations("cut_off"), series::times(&timed));
}

#[has_side_effects("aborts_async", on_error = abort)]
async fn aborts() -> Result<(), Error> {
    Ok(())
}

#[is_side_effect_of("aborts_async", order = 1)]
async fn ends_it() -> Result<(), &'static str> {
    tokio::task::yield_now().await;
    Err("no route")
}

#[is_side_effect_of("aborts_async", order = 1)]
async fn runs_beside() {
    pending().await
}

#[is_side_effect_of("aborts_async", order = 2)]
fn comes_after() {}

#[test]
fn under_abort_one_that_fails_cuts_off_those_beside_it() {
    Series::install();
    runtime().block_on(aborts()).unwrap_err();
    assert_counted(
        "aborts_async",
        &[("fired", 1)],
        &[("ends_it", "failed", 1), ("runs_beside", "cut_off", 1)],
    );
}
