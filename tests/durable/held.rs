//! Jobs of events that are held.

use std::time::Duration;

use side_effects::{
    Dep, Hold, background, disable_side_effects, has_side_effects, hold_side_effects,
    is_side_effect_of, record_side_effects,
};

use crate::log::{Log, logged};
use crate::queue::{ids_written, install, written};
use crate::{jobs_of, runtime};

const LONG: Duration = Duration::from_secs(60);

macro_rules! origin {
    ($label:literal, $place:ident, $confirm:ident, $inline:ident) => {
        #[has_side_effects($label)]
        fn $place(id: u32) {
            let _ = id;
        }

        #[is_side_effect_of($label, durable(id = $label))]
        fn $confirm(id: u32) {
            let _ = id;
        }

        #[is_side_effect_of($label)]
        fn $inline(id: u32, log: Dep<Log>) {
            log.add(format!("inline {id}"));
        }
    };
}

origin!("taken", place_taken, confirm_taken, inline_taken);
origin!(
    "released",
    place_released,
    confirm_released,
    inline_released
);
origin!("awaited", place_awaited, confirm_awaited, inline_awaited);
origin!("dropped", place_dropped, confirm_dropped, inline_dropped);
origin!("nested", place_nested, confirm_nested, inline_nested);

fn ids(hold: &Hold) -> Vec<u64> {
    let jobs = hold.take_jobs();
    jobs.iter()
        .map(|job| job.args["id"].as_u64().unwrap())
        .collect()
}

#[test]
fn jobs_are_taken_once_in_the_order_they_fired_and_the_rest_runs_on_release() {
    install();
    let (log, events) = logged();
    let held = hold_side_effects();
    place_taken(1);
    place_taken(2);
    assert_eq!(ids(&held), [1, 2]);
    assert!(ids(&held).is_empty());
    assert_eq!(held.len(), 2, "the events wait on");
    place_taken(3);
    assert_eq!(ids(&held), [3]);
    assert!(log.is_empty());
    assert_eq!(held.release().len(), 3);
    assert_eq!(log.take(), ["inline 1", "inline 2", "inline 3"]);
    assert_eq!(events.labels(), ["taken"; 3]);
    assert!(written("taken").is_empty());
}

#[test]
fn jobs_that_nobody_takes_are_written_on_release() {
    install();
    let (log, _events) = logged();
    runtime().block_on(async {
        let held = hold_side_effects();
        place_released(1);
        assert!(held.release().failures().is_empty());
        assert_eq!(log.take(), ["inline 1"]);
        background::drain(LONG).await;
        assert_eq!(ids_written("released"), ["released"]);
    });
}

#[test]
fn an_async_release_is_done_when_the_jobs_are_written() {
    install();
    let (log, _events) = logged();
    runtime().block_on(async {
        let hold = Hold::new();
        hold.run(|| place_awaited(1));
        hold.release_async().await;
        assert_eq!(ids_written("awaited"), ["awaited"]);
    });
    assert_eq!(log.take(), ["inline 1"]);
}

#[test]
fn jobs_of_a_hold_that_is_dropped_or_discarded_are_written_nowhere() {
    install();
    runtime().block_on(async {
        let hold = Hold::new();
        hold.run(|| place_dropped(1));
        hold.discard();
        assert!(ids(&hold).is_empty());
        hold.run(|| place_dropped(2));
        drop(hold);
        background::drain(LONG).await;
    });
    assert!(written("dropped").is_empty());
}

#[test]
fn a_savepoint_moves_its_jobs_to_the_outer_hold_or_forgets_them() {
    install();
    let (_log, _events) = logged();
    let outer = hold_side_effects();
    place_nested(1);
    {
        let inner = hold_side_effects();
        place_nested(2);
        inner.release();
    }
    {
        let _discarded = hold_side_effects();
        place_nested(3);
    }
    place_nested(4);
    assert_eq!(ids(&outer), [1, 2, 4]);
    outer.release();
}

#[test]
fn an_event_that_is_suppressed_has_no_job() {
    let events = disable_side_effects();
    let hold = Hold::new();
    hold.run(|| place_taken(1));
    assert!(ids(&hold).is_empty());
    hold.release();
    assert_eq!(events, ["taken"]);
}

#[has_side_effects("no_queue_needed")]
fn place_unqueued() {}

#[is_side_effect_of("no_queue_needed", durable)]
fn unqueued() {}

#[test]
fn to_take_jobs_no_runtime_is_needed() {
    let events = record_side_effects();
    assert_eq!(jobs_of(place_unqueued).len(), 1);
    events.assert_no_failures();
}
