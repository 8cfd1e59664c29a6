//! Events that wait.

use side_effects::{Hold, disable_side_effects, has_side_effects, hold, is_side_effect_of};

use crate::{Series, assert_counted, durations, runtime, series};

#[has_side_effects("released")]
fn released() {}

#[is_side_effect_of("released")]
fn runs() {}

#[test]
fn one_that_is_released_was_held_and_has_fired() {
    Series::install();
    let held = Hold::new();
    held.run(released);
    assert_counted("released", &[("held", 1)], &[]);
    held.release();
    assert_counted(
        "released",
        &[("held", 1), ("fired", 1)],
        &[("runs", "ok", 1)],
    );
    assert_eq!(durations("released"), series::times(&[("runs", 1)]));
}

#[has_side_effects("moved")]
fn moved() {}

#[is_side_effect_of("moved")]
fn runs_once() {}

#[test]
fn one_that_moves_to_the_outer_hold_is_held_once() {
    Series::install();
    let (outer, inner) = (Hold::new(), Hold::new());
    outer.run(|| {
        inner.run(moved);
        inner.release();
    });
    assert_counted("moved", &[("held", 1)], &[]);
    outer.release();
    assert_counted(
        "moved",
        &[("held", 1), ("fired", 1)],
        &[("runs_once", "ok", 1)],
    );
}

#[has_side_effects("discarded")]
fn discarded() {}

#[is_side_effect_of("discarded")]
fn never_runs() {}

#[test]
fn one_that_is_forgotten_with_its_hold_is_discarded() {
    Series::install();
    let held = Hold::new();
    held.run(discarded);
    held.run(discarded);
    held.discard();
    held.run(discarded);
    drop(held);
    assert_counted("discarded", &[("held", 3), ("discarded", 3)], &[]);
}

#[has_side_effects("held_and_suppressed")]
fn suppressed() {}

#[is_side_effect_of("held_and_suppressed")]
fn is_disabled() {}

#[test]
fn one_that_fired_under_a_guard_is_suppressed_on_release() {
    Series::install();
    let held = Hold::new();
    {
        let _events = disable_side_effects();
        held.run(suppressed);
    }
    held.release();
    assert_counted(
        "held_and_suppressed",
        &[("held", 1), ("suppressed", 1)],
        &[],
    );
}

#[has_side_effects("held_async")]
async fn held_async() {}

#[is_side_effect_of("held_async")]
async fn is_awaited() {
    tokio::task::yield_now().await;
}

#[is_side_effect_of("held_async")]
fn is_sync() -> Result<(), &'static str> {
    Err("no route")
}

#[test]
fn handlers_of_an_async_release_count_as_those_of_an_origin() {
    Series::install();
    runtime().block_on(hold(held_async()));
    assert_counted(
        "held_async",
        &[("held", 1), ("fired", 1)],
        &[("is_awaited", "ok", 1), ("is_sync", "failed", 1)],
    );
    let timed = [("is_awaited", 1), ("is_sync", 1)];
    assert_eq!(durations("held_async"), series::times(&timed));
}
