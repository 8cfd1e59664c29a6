//! What a run of a job does.

use std::panic::panic_any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;
use side_effects::durable::{self, RunError};
use side_effects::{
    Delivery, Dep, How, fire, has_side_effects, is_side_effect_of, record_side_effects,
};
use tokio::time::{sleep, timeout};

use crate::log::{Log, logged};
use crate::{jobs_of, old_job, runtime};

#[has_side_effects("seen")]
fn see(id: u32) {
    let _ = id;
}

#[is_side_effect_of("seen", durable(id = "seen_sync"))]
fn seen_sync(id: u32, delivery: &Delivery, log: Dep<Log>) {
    log.add(format!(
        "{id} {} {:?} {}",
        delivery.attempt(),
        delivery.how(),
        delivery.key()
    ));
}

#[is_side_effect_of("seen", durable(id = "seen_async"))]
async fn seen_async(delivery: &Delivery, id: u32, log: Dep<Log>) {
    tokio::task::yield_now().await;
    log.add(format!(
        "{id} {} {:?} {}",
        delivery.attempt(),
        delivery.how(),
        delivery.key()
    ));
}

#[test]
fn every_attempt_sees_its_number_and_the_key_of_its_job() {
    let jobs = jobs_of(|| see(7));
    let (log, _events) = logged();
    runtime().block_on(async {
        for job in &jobs {
            for attempt in [1, 2] {
                durable::run(job, attempt).await.unwrap();
                let how = How::Durable;
                assert_eq!(log.take(), [format!("7 {attempt} {how:?} {}", job.key)]);
            }
        }
    });
}

#[test]
fn no_two_handlers_and_no_two_events_have_one_key() {
    let mut keys: Vec<_> = (0..10)
        .flat_map(|id| jobs_of(|| see(id)))
        .map(|job| job.key)
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 20);
}

#[has_side_effects("ends")]
fn end(how: &str) {
    let _ = how;
}

fn ended(how: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    match how {
        "fails" => Err("no route".into()),
        "panics" => panic!("out of {}", "tea"),
        "panics oddly" => panic_any(7),
        _ => Ok(()),
    }
}

#[is_side_effect_of("ends", durable(id = "ends_sync"))]
fn ends_sync(how: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    ended(how)
}

#[is_side_effect_of("ends", durable(id = "ends_async"))]
async fn ends_async(how: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    tokio::task::yield_now().await;
    ended(how)
}

#[test]
fn a_failure_and_a_panic_are_told_apart() {
    let run = |how| {
        let jobs = jobs_of(|| end(how));
        let results = jobs
            .iter()
            .map(|job| runtime().block_on(durable::run(job, 1)));
        results.collect::<Vec<_>>()
    };
    for result in run("well") {
        result.unwrap();
    }
    for result in run("fails") {
        let Err(RunError::Failed(error)) = result else {
            panic!("{result:?}")
        };
        assert_eq!(error.to_string(), "no route");
    }
    for (how, expected) in [
        ("panics", "out of tea"),
        ("panics oddly", "a value that is no text"),
    ] {
        for result in run(how) {
            let Err(RunError::Panicked(message)) = result else {
                panic!("{result:?}")
            };
            assert_eq!(message, expected);
        }
    }
}

#[test]
fn an_unknown_handler_is_named_with_what_it_may_be() {
    let run = |id| {
        runtime()
            .block_on(durable::run(&old_job(id, json!({})), 1))
            .unwrap_err()
    };
    let error = run("ends_asynk");
    assert!(matches!(&error, RunError::UnknownHandler { handler, .. } if handler == "ends_asynk"));
    assert_eq!(
        error.to_string(),
        "this program has no durable handler `ends_asynk`: did you mean `ends_async` or `ends_sync`? \
         If the function was moved or renamed, give it `id = \"ends_asynk\"`"
    );
    assert!(run("something else").to_string().contains("there are"));
}

#[is_side_effect_of("seen_by_none", durable(id = "twice"))]
fn one_of_two() {}

#[is_side_effect_of("seen_by_none", durable(id = "twice"))]
fn other_of_two() {}

#[test]
fn of_two_handlers_of_one_id_none_is_run_or_stored() {
    let error = runtime().block_on(durable::run(&old_job("twice", json!({})), 1));
    let Err(RunError::Ambiguous { paths, .. }) = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        paths,
        [
            "durable::running::one_of_two",
            "durable::running::other_of_two"
        ]
    );

    let events = record_side_effects();
    assert!(jobs_of(|| fire!("seen_by_none")).is_empty());
    let failures = events.failures();
    assert_eq!(failures.len(), 2);
    assert!(
        failures[0]
            .error()
            .contains("several durable handlers have the id `twice`")
    );
}

#[has_side_effects("late_dep")]
fn need() {}

struct Mailer;

#[is_side_effect_of("late_dep", durable)]
async fn needs(mailer: Dep<Mailer>) {
    let Mailer = *mailer;
}

#[test]
fn a_dep_is_looked_up_when_the_job_runs() {
    let jobs = jobs_of(need);
    let run = || runtime().block_on(durable::run(&jobs[0], 1));
    let Err(RunError::Failed(error)) = run() else {
        panic!("nothing is provided")
    };
    assert!(
        error.to_string().contains("nothing is provided for `Dep<"),
        "{error}"
    );
    let _events = record_side_effects().provide(Mailer);
    run().unwrap();
}

#[has_side_effects("where")]
fn go() {}

#[is_side_effect_of("where", durable)]
fn goes(log: Dep<Log>) {
    log.add(format!("{:?}", thread::current().id()));
}

#[test]
fn a_sync_handler_runs_on_a_thread_for_blocking_work() {
    let jobs = jobs_of(go);
    let (log, _events) = logged();
    runtime().block_on(durable::run(&jobs[0], 1)).unwrap();
    let here = format!("{:?}", thread::current().id());
    assert_ne!(log.take(), [here]);
}

#[test]
fn a_sync_handler_runs_where_there_is_no_runtime_too() {
    let jobs = jobs_of(go);
    let (log, _events) = logged();
    assert_eq!(crate::polls::polls(durable::run(&jobs[0], 1)), 1);
    assert_eq!(log.take(), [format!("{:?}", thread::current().id())]);
}

struct Flag(Arc<AtomicBool>);

impl Drop for Flag {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[has_side_effects("slow")]
fn dawdle() {}

#[is_side_effect_of("slow", durable)]
async fn dawdles(dropped: Dep<Arc<AtomicBool>>) {
    let _flag = Flag(Arc::clone(&dropped));
    sleep(Duration::from_secs(60)).await;
}

#[test]
fn an_async_handler_ends_with_the_future_of_its_run() {
    let dropped = Arc::new(AtomicBool::new(false));
    let _events = record_side_effects().provide(Arc::clone(&dropped));
    let jobs = jobs_of(dawdle);
    runtime().block_on(async {
        let run = timeout(Duration::from_millis(10), durable::run(&jobs[0], 1));
        assert!(run.await.is_err());
    });
    assert!(dropped.load(Ordering::Relaxed));
}

#[test]
fn handlers_tells_the_id_queue_and_attempts_of_each() {
    let handlers = durable::handlers();
    let ids: Vec<_> = handlers.iter().map(|handler| handler.id()).collect();
    assert!(ids.is_sorted());
    let goes = handlers
        .iter()
        .find(|handler| handler.path().ends_with("::goes"))
        .unwrap();
    assert_eq!(goes.id(), "durable::running::goes");
    assert_eq!((goes.queue(), goes.max_attempts()), ("default", 25));
}

#[is_side_effect_of("first_label", "second_label", durable(id = "of_two_labels"))]
fn of_two_labels(log: Dep<Log>) {
    log.add("ran");
}

#[test]
fn a_handler_of_two_labels_is_one_handler() {
    let jobs: Vec<_> = jobs_of(|| {
        fire!("first_label");
        fire!("second_label");
    });
    let labels: Vec<_> = jobs.iter().map(|job| &*job.label).collect();
    assert_eq!(labels, ["first_label", "second_label"]);
    let (log, _events) = logged();
    for job in &jobs {
        runtime().block_on(durable::run(job, 1)).unwrap();
    }
    assert_eq!(log.take(), ["ran", "ran"]);
    let count = |id| {
        durable::handlers()
            .iter()
            .filter(|handler| handler.id() == id)
            .count()
    };
    assert_eq!(count("of_two_labels"), 1);
}
