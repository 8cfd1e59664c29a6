//! Handlers that a queue runs.

use std::future::pending;
use std::sync::Mutex;

use serde_json::json;
use side_effects::durable::{self, BoxError, BoxFuture, Job, Queue};
use side_effects::{Dep, Hold, fire, has_side_effects, is_side_effect_of, record_side_effects};

use crate::polls::drop_after;
use crate::{Series, assert_counted, durations, runtime, series};

/// What an event has a worker do.
#[has_side_effects("durable")]
fn origin(how: &str) {
    let _ = how;
}

#[is_side_effect_of("durable", durable)]
async fn is_async(how: &str) -> Result<(), String> {
    tokio::task::yield_now().await;
    match how {
        "panics" => panic!("a bug"),
        "fails" => Err("no route".into()),
        "never ends" => pending().await,
        _ => Ok(()),
    }
}

#[is_side_effect_of("durable", durable)]
fn is_sync(how: &str) -> Result<(), String> {
    match how {
        "panics" => panic!("a bug"),
        "fails" => Err("no route".into()),
        _ => Ok(()),
    }
}

fn jobs(how: &str) -> Vec<Job> {
    let hold = Hold::new();
    hold.run(|| origin(how));
    let jobs = hold.take_jobs();
    assert_eq!(jobs.len(), 2);
    hold.discard();
    jobs
}

#[test]
fn a_job_that_a_worker_runs_counts_as_its_handler() {
    Series::install();
    runtime().block_on(async {
        for how in ["runs", "fails", "panics"] {
            for job in jobs(how) {
                let _ = durable::run(&job, 1).await;
            }
        }
        for job in jobs("never ends") {
            if job.handler.ends_with("is_async") {
                drop_after(2, durable::run(&job, 1));
            }
        }
        for mut job in jobs("runs") {
            job.args = json!({ "how": 7 });
            durable::run(&job, 1).await.unwrap_err();
            // No handler of this program, so that there is none to count.
            job.handler = "of another program".into();
            durable::run(&job, 1).await.unwrap_err();
        }
    });
    assert_counted(
        "durable",
        &[("held", 5), ("discarded", 5)],
        &[
            ("is_async", "ok", 1),
            ("is_async", "failed", 1),
            ("is_async", "panicked", 1),
            ("is_async", "cut_off", 1),
            ("is_async", "mismatched", 1),
            ("is_sync", "ok", 1),
            ("is_sync", "failed", 1),
            ("is_sync", "panicked", 1),
            ("is_sync", "mismatched", 1),
        ],
    );
    let timed = [("is_async", 3), ("is_sync", 3)];
    assert_eq!(durations("durable"), series::times(&timed));
}

struct NobodyProvidesThis;

#[is_side_effect_of("durable_by_hand", durable)]
fn lacks_what_it_needs(_needed: Dep<NobodyProvidesThis>) {}

#[is_side_effect_of("durable_by_hand", durable)]
async fn runs(id: u32) {
    assert_eq!(id, 7);
}

#[is_side_effect_of("durable_by_hand", durable)]
fn panics() {
    panic!("a bug");
}

#[test]
fn one_that_a_test_runs_by_hand_counts_once() {
    Series::install();
    let events = record_side_effects().manual();
    fire!("durable_by_hand", id = 7_u32);
    assert_counted("durable_by_hand", &[("fired", 1)], &[]);
    runtime().block_on(events.run_pending());
    assert_eq!(events.failures().len(), 2);
    assert_counted(
        "durable_by_hand",
        &[("fired", 1)],
        &[
            ("lacks_what_it_needs", "failed", 1),
            ("runs", "ok", 1),
            ("panics", "panicked", 1),
        ],
    );
    let timed = [("runs", 1), ("panics", 1)];
    assert_eq!(durations("durable_by_hand"), series::times(&timed));
}

/// Does with jobs what their label says.
struct ByLabel;

static WRITTEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Queue for ByLabel {
    fn write(&self, jobs: Vec<Job>) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(async move {
            match &*jobs[0].label {
                "queue_fails" => return Err("the disk is full".into()),
                "queue_never_answers" => pending().await,
                label => WRITTEN.lock().unwrap().push(label.to_owned()),
            }
            Ok(())
        })
    }
}

#[has_side_effects("queue_fails")]
async fn unstored() {}

#[is_side_effect_of("queue_fails", durable)]
fn is_not_stored() {}

#[test]
fn one_whose_job_cannot_be_written_has_failed() {
    Series::install();
    durable::install(ByLabel);
    runtime().block_on(unstored());
    assert_counted(
        "queue_fails",
        &[("fired", 1)],
        &[("is_not_stored", "failed", 1)],
    );
    assert_eq!(durations("queue_fails"), series::times(&[]));
}

#[has_side_effects("queue_writes")]
async fn stored() {}

#[is_side_effect_of("queue_writes", durable)]
fn is_stored() {}

#[test]
fn one_whose_job_was_written_has_not_ended_yet() {
    Series::install();
    durable::install(ByLabel);
    runtime().block_on(stored());
    assert!(
        WRITTEN
            .lock()
            .unwrap()
            .iter()
            .any(|label| label == "queue_writes")
    );
    assert_counted("queue_writes", &[("fired", 1)], &[]);
}

#[is_side_effect_of("queue_never_answers", durable)]
fn is_never_stored() {}

#[test]
fn one_whose_job_a_runtime_gives_up_is_abandoned() {
    Series::install();
    durable::install(ByLabel);
    let runtime = runtime();
    runtime.block_on(async {
        fire!("queue_never_answers");
        tokio::task::yield_now().await;
    });
    drop(runtime);
    assert_counted(
        "queue_never_answers",
        &[("fired", 1)],
        &[("is_never_stored", "abandoned", 1)],
    );
}
