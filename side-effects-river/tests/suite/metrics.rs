//! What a recorder is told of jobs and of the handlers that workers run.
//!
//! Each test has a recorder and a thread of its own.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use metrics::LocalRecorderGuard;
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use side_effects_river::State;

use crate::common::{Shop, eventually, seconds};
use crate::engine::backdate;

/// The values of gauges and counters, and how many values histograms have, by the values of
/// their labels.
type Values = BTreeMap<Vec<String>, f64>;

/// A recorder for this thread. It is leaked: another one at its address would not be told what the
/// metrics mean.
fn install() -> (Snapshotter, LocalRecorderGuard<'static>) {
    let recorder: &'static DebuggingRecorder = Box::leak(Box::default());
    let installed = metrics::set_default_local_recorder(recorder);
    (recorder.snapshotter(), installed)
}

/// What the recorder was told since it was last asked, by metric.
fn told(snapshotter: &Snapshotter) -> BTreeMap<String, Values> {
    let mut told = BTreeMap::<_, Values>::new();
    for (key, unit, description, value) in snapshotter.snapshot().into_vec() {
        let name = key.key().name().to_owned();
        assert!(
            unit.is_some() && description.is_some(),
            "{name} is described"
        );
        let labels = key.key().labels().map(|label| label.value().to_owned());
        #[allow(clippy::cast_precision_loss, reason = "there are few")]
        let value = match value {
            DebugValue::Gauge(value) => value.0,
            DebugValue::Counter(count) => count as f64,
            DebugValue::Histogram(values) => values.len() as f64,
        };
        told.entry(name)
            .or_default()
            .insert(labels.collect(), value);
    }
    told
}

fn values(snapshotter: &Snapshotter, name: &str) -> Values {
    told(snapshotter).remove(name).unwrap_or_default()
}

/// How many jobs are reported, where they are not 0; all states of these queues are reported.
async fn jobs(shop: &Shop, snapshotter: &Snapshotter, queues: &[&str]) -> Vec<(String, f64)> {
    shop.river.jobs().report_metrics().await.unwrap();
    let jobs = values(snapshotter, "side_effects_river_jobs");
    let states = State::ALL.into_iter();
    let all = states.flat_map(|state| queues.iter().map(move |queue| (queue, state)));
    let all = all.map(|(queue, state)| vec![(*queue).to_owned(), state.to_string()]);
    let mut all: Vec<_> = all.collect();
    all.sort();
    assert_eq!(jobs.keys().cloned().collect::<Vec<_>>(), all);
    let counted = jobs.into_iter().filter(|(_, count)| *count != 0.);
    counted
        .map(|(labels, count)| (labels.join(" "), count))
        .collect()
}

fn counted(jobs: &[(&str, f64)]) -> Vec<(String, f64)> {
    jobs.iter()
        .map(|(labels, count)| ((*labels).to_owned(), *count))
        .collect()
}

/// How old the oldest job is, by queue.
async fn ages(shop: &Shop, snapshotter: &Snapshotter) -> BTreeMap<String, f64> {
    shop.river.jobs().report_metrics().await.unwrap();
    let ages = values(snapshotter, "side_effects_river_oldest_due_job_age_seconds");
    ages.into_iter()
        .map(|(labels, age)| (labels.concat(), age))
        .collect()
}

const LINKED: [&str; 3] = ["default", "hooks", "mail"];

#[tokio::test]
async fn jobs_are_counted_by_queue_and_state_and_those_that_are_gone_are_0() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let (snapshotter, _installed) = install();
    assert_eq!(jobs(&shop, &snapshotter, &LINKED).await, []);

    for article in ["teapot", "cup", "fails"] {
        shop.order(article).await.unwrap();
    }
    let available = [("mail available", 3.)];
    assert_eq!(
        jobs(&shop, &snapshotter, &LINKED).await,
        counted(&available)
    );

    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Completed, State::Completed, State::Discarded])
        .await;
    worker.stop(seconds(30.)).await;
    let ended = [("mail completed", 2.), ("mail discarded", 1.)];
    assert_eq!(jobs(&shop, &snapshotter, &LINKED).await, counted(&ended));

    shop.execute("UPDATE river_job SET queue = 'of_old'").await;
    let queues = ["default", "hooks", "mail", "of_old"];
    let moved = [("of_old completed", 2.), ("of_old discarded", 1.)];
    assert_eq!(jobs(&shop, &snapshotter, &queues).await, counted(&moved));

    // Nothing is taken out of the recorder in between: what is not reported again stays.
    shop.river.jobs().report_metrics().await.unwrap();
    shop.execute("UPDATE river_job SET kind = 'report'").await;
    assert_eq!(jobs(&shop, &snapshotter, &queues).await, []);
}

#[tokio::test]
async fn the_age_is_that_of_the_job_that_could_have_run_for_longest() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let (snapshotter, _installed) = install();
    let none = LINKED.map(|queue| (queue.to_owned(), 0.));
    assert_eq!(
        ages(&shop, &snapshotter).await,
        BTreeMap::from(none.clone())
    );

    shop.order("teapot").await.unwrap();
    shop.execute(&backdate(1000)).await;
    shop.order("cup").await.unwrap();
    let mut reported = ages(&shop, &snapshotter).await;
    let age = reported.insert("mail".into(), 0.).unwrap();
    assert!((1000. ..1060.).contains(&age), "{age}");
    assert_eq!(
        reported,
        BTreeMap::from(none.clone()),
        "the other queues have none"
    );

    // Nobody has moved it to `available` yet, and still it could run.
    shop.execute("UPDATE river_job SET state = 'retryable'")
        .await;
    let age = ages(&shop, &snapshotter).await["mail"];
    assert!((1000. ..1060.).contains(&age), "{age}");

    for state in ["running", "pending"] {
        shop.execute(&format!("UPDATE river_job SET state = '{state}'"))
            .await;
        assert_eq!(ages(&shop, &snapshotter).await["mail"], 0., "{state}");
    }
}

#[tokio::test]
async fn a_job_that_is_to_be_tried_again_later_does_not_wait_yet() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let (snapshotter, _installed) = install();
    shop.order("fails").await.unwrap();
    let worker = shop.worker().retry(|_, _| seconds(3600.)).start().unwrap();
    shop.until_states(&[State::Retryable]).await;
    worker.stop(seconds(30.)).await;
    let retryable = [("mail retryable", 1.)];
    assert_eq!(
        jobs(&shop, &snapshotter, &LINKED).await,
        counted(&retryable)
    );
    assert_eq!(ages(&shop, &snapshotter).await["mail"], 0.);
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn count(&self, text: &str) -> usize {
        let log = self.0.lock().unwrap();
        String::from_utf8_lossy(&log).matches(text).count()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_task_reports_them_until_it_is_aborted_whether_the_database_answers_or_not() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let (snapshotter, _installed) = install();
    let reporting = tokio::spawn(shop.river.report_metrics(seconds(0.01)));
    shop.order("teapot").await.unwrap();
    let mail = || values(&snapshotter, "side_effects_river_jobs");
    let available = vec!["mail".to_owned(), "available".to_owned()];
    eventually(Some(1.), async || mail().get(&available).copied()).await;

    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone());
    let _subscriber = tracing::subscriber::set_default(subscriber.finish());
    shop.river.pool().close().await;
    eventually(1, async || {
        log.count("jobs of durable side effects cannot be counted")
    })
    .await;
    // Some more times.
    tokio::time::sleep(seconds(0.1)).await;
    assert_eq!(log.count("cannot be counted"), 1);
    assert!(!reporting.is_finished());
    reporting.abort();
    assert!(reporting.await.unwrap_err().is_cancelled());
}

/// The labels of a handler of orders.
fn of(handler: &str, ending: &str) -> Vec<String> {
    let path = format!("{}::common::shop::{handler}", env!("CARGO_CRATE_NAME"));
    vec!["order_placed".to_owned(), path, ending.to_owned()]
}

#[tokio::test]
async fn a_handler_that_a_worker_runs_is_counted_and_timed_each_time() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let (snapshotter, _installed) = install();
    shop.order("fails once").await.unwrap();
    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Completed]).await;
    worker.stop(seconds(30.)).await;

    let mut told = told(&snapshotter);
    let handlers = [
        // At once, after the commit.
        (of("audit", "ok"), 1.),
        (of("confirm", "failed"), 1.),
        (of("confirm", "ok"), 1.),
    ];
    let handlers = BTreeMap::from(handlers);
    assert_eq!(told["side_effects_handlers_total"], handlers);
    let timed = told
        .remove("side_effects_handler_duration_seconds")
        .unwrap();
    assert_eq!(timed.into_values().collect::<Vec<_>>(), [1., 2.]);
}

#[tokio::test]
async fn one_whose_time_is_over_was_cut_off() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let (snapshotter, _installed) = install();
    shop.order("waits").await.unwrap();
    let worker = shop.worker().job_timeout(seconds(0.2)).start().unwrap();
    shop.until_states(&[State::Discarded]).await;
    worker.stop(seconds(30.)).await;
    let handlers = values(&snapshotter, "side_effects_handlers_total");
    assert_eq!(
        handlers[&of("confirm", "cut_off")],
        3.,
        "once for each attempt"
    );
    assert_eq!(handlers.get(&of("confirm", "failed")), None);
}
