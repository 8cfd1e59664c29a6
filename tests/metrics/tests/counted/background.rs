//! Handlers off the origin's path.

use std::future::pending;

use side_effects::{Hold, has_side_effects, is_side_effect_of, record_side_effects};
use tokio::task::yield_now;

use crate::{Series, assert_counted, durations, handlers, runtime, series};

#[has_side_effects("background")]
fn origin() {}

#[is_side_effect_of("background", background)]
async fn is_async() {
    yield_now().await;
}

#[is_side_effect_of("background", background)]
fn is_sync() {}

#[is_side_effect_of("background", background)]
async fn fails() -> Result<(), &'static str> {
    Err("no route")
}

#[is_side_effect_of("background", background)]
fn fails_on_its_thread() -> Result<(), &'static str> {
    Err("no route")
}

#[is_side_effect_of("background", background)]
async fn panics() {
    yield_now().await;
    panic!("a bug");
}

#[is_side_effect_of("background", background)]
fn panics_on_its_thread() {
    panic!("a bug");
}

#[test]
fn each_counts_once_whichever_thread_it_ends_on() {
    Series::install();
    runtime().block_on(async {
        origin();
        while handlers("background").len() < 6 || durations("background").len() < 6 {
            yield_now().await;
        }
    });
    assert_counted(
        "background",
        &[("fired", 1)],
        &[
            ("is_async", "ok", 1),
            ("is_sync", "ok", 1),
            ("fails", "failed", 1),
            ("fails_on_its_thread", "failed", 1),
            ("panics", "panicked", 1),
            ("panics_on_its_thread", "panicked", 1),
        ],
    );
    assert!(durations("background").values().all(|times| *times == 1));
}

#[has_side_effects("without_runtime")]
fn without_runtime() {}

#[is_side_effect_of("without_runtime", background)]
fn has_nowhere_to_run() {}

#[test]
fn one_that_has_nowhere_to_run_has_failed() {
    Series::install();
    without_runtime();
    assert_counted(
        "without_runtime",
        &[("fired", 1)],
        &[("has_nowhere_to_run", "failed", 1)],
    );
}

#[has_side_effects("abandoned")]
fn abandoned() {}

#[is_side_effect_of("abandoned", background)]
async fn never_ends() {
    pending().await
}

#[is_side_effect_of("abandoned", background)]
async fn never_begins() {
    pending().await
}

#[test]
fn what_a_runtime_gives_up_is_abandoned() {
    Series::install();
    let runtime = runtime();
    runtime.block_on(async {
        abandoned();
        yield_now().await;
    });
    assert_counted("abandoned", &[("fired", 1)], &[]);
    drop(runtime);
    assert_counted(
        "abandoned",
        &[("fired", 1)],
        &[
            ("never_ends", "abandoned", 1),
            ("never_begins", "abandoned", 1),
        ],
    );
    assert_eq!(durations("abandoned"), series::times(&[]));
}

#[has_side_effects("released_to_the_background")]
async fn released_async() {}

#[is_side_effect_of("released_to_the_background", order = 1)]
fn runs_first() {}

#[is_side_effect_of("released_to_the_background", order = 2)]
async fn waits() {
    pending().await
}

#[is_side_effect_of("released_to_the_background", order = 3)]
async fn has_no_turn() {}

#[test]
fn an_event_that_is_released_there_is_abandoned_before_it_begins_and_cut_off_after() {
    Series::install();
    let label = "released_to_the_background";
    let hold = Hold::new();
    let runtime = runtime();
    runtime.block_on(async {
        hold.wrap(released_async()).await;
        hold.release();
    });
    drop(runtime);
    assert_counted(
        label,
        &[("held", 1), ("fired", 1)],
        &[
            ("runs_first", "abandoned", 1),
            ("waits", "abandoned", 1),
            ("has_no_turn", "abandoned", 1),
        ],
    );
    let runtime = crate::runtime();
    runtime.block_on(async {
        hold.wrap(released_async()).await;
        hold.release();
        yield_now().await;
        yield_now().await;
    });
    drop(runtime);
    assert_counted(
        label,
        &[("held", 2), ("fired", 2)],
        &[
            ("runs_first", "abandoned", 1),
            ("runs_first", "ok", 1),
            ("waits", "abandoned", 1),
            ("waits", "cut_off", 1),
            ("has_no_turn", "abandoned", 1),
            ("has_no_turn", "cut_off", 1),
        ],
    );
}

#[has_side_effects("by_hand")]
fn by_hand() {}

#[is_side_effect_of("by_hand", background)]
async fn is_run_by_hand() {}

#[test]
fn one_that_a_test_runs_by_hand_counts_when_it_runs() {
    Series::install();
    let events = record_side_effects().manual();
    by_hand();
    assert_counted("by_hand", &[("fired", 1)], &[]);
    runtime().block_on(events.run_pending());
    assert_counted("by_hand", &[("fired", 1)], &[("is_run_by_hand", "ok", 1)]);
}
