//! Who writes jobs outside a hold, and when.

use std::time::Duration;

use side_effects::{
    Dep, Error, background, fire, has_side_effects, is_side_effect_of, record_side_effects,
};
use tokio::task::yield_now;

use crate::log::{Log, logged};
use crate::polls::{drop_after, polls};
use crate::queue::{POLLS, ids_written, install, written};
use crate::runtime;

const LONG: Duration = Duration::from_secs(60);

#[has_side_effects("by_sync")]
fn place(id: u32) {
    let _ = id;
}

#[is_side_effect_of("by_sync", durable(id = "sync_late"), order = 1)]
fn late(id: u32) {
    let _ = id;
}

#[is_side_effect_of("by_sync", durable(id = "sync_early"), order = -1)]
async fn early(id: u32) {
    let _ = id;
}

#[test]
fn a_sync_origin_has_its_jobs_written_by_a_task_that_drain_waits_for() {
    install();
    runtime().block_on(async {
        place(7);
        assert!(written("by_sync").is_empty());
        background::drain(LONG).await;
        let written = written("by_sync");
        assert_eq!(written.len(), 1, "one write for one event");
        let ids: Vec<_> = written[0].iter().map(|job| &*job.handler).collect();
        assert_eq!(ids, ["sync_early", "sync_late"]);
    });
}

#[has_side_effects("no_runtime")]
fn place_without_runtime() {}

#[is_side_effect_of("no_runtime", durable)]
fn without_runtime() {}

#[test]
fn a_sync_origin_without_a_runtime_fails_the_handler() {
    install();
    let events = record_side_effects();
    place_without_runtime();
    let failures = events.failures();
    assert_eq!(failures.len(), 1);
    assert!(failures[0].handler().ends_with("::without_runtime"));
    assert!(
        failures[0]
            .error()
            .contains("`side_effects::background::install(handle)`")
    );
    assert!(written("no_runtime").is_empty());
}

#[has_side_effects("by_async")]
async fn place_async(id: u32) -> Result<u32, String> {
    yield_now().await;
    Ok(id)
}

#[is_side_effect_of("by_async", durable(id = "async_durable"))]
fn async_durable(id: u32) {
    let _ = id;
}

/// Its order is before that of the durable one.
#[is_side_effect_of("by_async", order = -1)]
fn sees_what_is_written(id: u32, log: Dep<Log>) {
    log.add(format!(
        "{:?}",
        ids_written(if id == 0 { "nothing" } else { "by_async" })
    ));
}

#[test]
fn an_async_origin_returns_and_its_other_handlers_run_when_its_jobs_are_written() {
    install();
    let (log, _events) = logged();
    runtime().block_on(place_async(1)).unwrap();
    assert_eq!(log.take(), [r#"["async_durable"]"#]);
}

#[has_side_effects("hung_up")]
async fn place_and_hang_up(id: u32) {
    let _ = id;
    yield_now().await;
}

#[is_side_effect_of("hung_up", durable(id = "survives"))]
fn survives(id: u32) {
    let _ = id;
}

#[test]
fn an_async_origin_that_is_dropped_while_its_jobs_are_written_loses_none() {
    install();
    runtime().block_on(async {
        // After the first poll the body waits; after the second, the jobs are under way.
        drop_after(1, place_and_hang_up(1));
        background::drain(LONG).await;
        assert!(ids_written("hung_up").is_empty(), "its body had not ended");
        drop_after(2, place_and_hang_up(2));
        background::drain(LONG).await;
        assert_eq!(ids_written("hung_up"), ["survives"]);
    });
}

#[has_side_effects("other_executor")]
async fn place_elsewhere() {}

#[is_side_effect_of("other_executor", durable(id = "elsewhere"))]
fn elsewhere() {}

#[test]
fn an_async_origin_on_another_executor_has_its_jobs_written_in_its_own_future() {
    install();
    assert_eq!(polls(place_elsewhere()), POLLS);
    assert_eq!(ids_written("other_executor"), ["elsewhere"]);
}

#[has_side_effects("refused")]
async fn place_refused() {}

#[is_side_effect_of("refused", durable)]
fn first_refused() {}

#[is_side_effect_of("refused", durable)]
fn second_refused() {}

#[is_side_effect_of("refused")]
fn inline_beside_refused(log: Dep<Log>) {
    log.add("ran");
}

#[test]
fn a_write_that_fails_is_a_failure_of_each_handler_and_of_no_other() {
    install();
    let (log, events) = logged();
    runtime().block_on(place_refused());
    let failures = events.failures();
    let handlers: Vec<_> = failures.iter().map(|failure| failure.handler()).collect();
    assert_eq!(
        handlers,
        [
            "durable::writing::first_refused",
            "durable::writing::second_refused"
        ]
    );
    for failure in &failures {
        assert_eq!(
            failure.error(),
            "its job could not be written: the database is locked"
        );
    }
    assert_eq!(log.take(), ["ran"]);
}

#[has_side_effects("refused_sync")]
fn place_refused_sync() {}

#[is_side_effect_of("refused_sync", durable)]
fn refused_sync() {}

#[test]
fn a_write_that_fails_for_a_sync_origin_is_collected_by_its_guard() {
    install();
    let events = record_side_effects();
    runtime().block_on(async {
        place_refused_sync();
        background::drain(LONG).await;
    });
    assert_eq!(events.failures().len(), 1);
}

#[has_side_effects("refused_and_aborts", on_error = abort)]
async fn place_or_abort() -> Result<(), Error> {
    Ok(())
}

#[is_side_effect_of("refused_and_aborts", durable)]
fn refused_and_aborts() {}

#[is_side_effect_of("refused_and_aborts")]
fn not_reached(log: Dep<Log>) {
    log.add("ran");
}

#[test]
fn a_write_that_fails_aborts_an_origin_that_asks_for_it() {
    install();
    let (log, events) = logged();
    let error = runtime().block_on(place_or_abort()).unwrap_err();
    assert!(error.handler().ends_with("::refused_and_aborts"));
    assert!(log.is_empty());
    assert_eq!(events.failures().len(), 1);
}

#[has_side_effects("queue_panics")]
async fn place_panicking() {}

#[is_side_effect_of("queue_panics", durable)]
fn panicking() {}

#[test]
fn a_queue_that_panics_fails_the_handlers_and_nothing_else() {
    install();
    let events = record_side_effects();
    runtime().block_on(place_panicking());
    let failures = events.failures();
    assert_eq!(
        failures[0].error(),
        "the queue panicked while it wrote its job: no such table"
    );
}

#[is_side_effect_of("fired_by_hand", durable(id = "by_hand"))]
async fn by_hand(id: u32) {
    let _ = id;
}

#[test]
fn a_label_that_is_fired_by_hand_has_its_jobs_written_too() {
    install();
    runtime().block_on(async {
        fire!("fired_by_hand", id = 7_u32);
        side_effects::fire_async!("fired_by_hand", id = 8_u32).await;
        background::drain(LONG).await;
    });
    let mut args: Vec<_> = (written("fired_by_hand").iter().flatten())
        .map(|job| job.args["id"].as_u64().unwrap())
        .collect();
    args.sort_unstable();
    assert_eq!(args, [7, 8]);
}

#[has_side_effects("limited")]
fn place_limited() {}

#[is_side_effect_of("limited", background, order = -1)]
async fn never_ends() {
    std::future::pending().await
}

#[is_side_effect_of("limited", durable(id = "unlimited"))]
fn unlimited() {}

#[test]
fn a_disabled_event_writes_no_job() {
    install();
    let events = side_effects::disable_side_effects();
    runtime().block_on(async {
        place_limited();
        background::drain(LONG).await;
    });
    assert_eq!(events, ["limited"]);
    assert!(written("limited").is_empty());
}
