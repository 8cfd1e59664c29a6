//! How many background handlers run or wait, and what becomes of those that are given up. One
//! test, since they are those of the whole process.

#[path = "common/scrape.rs"]
mod scrape;

use std::future::pending;
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use scrape::Scrape;
use side_effects::durable::{self, BoxError, BoxFuture, Job, Queue};
use side_effects::{Dep, background, has_side_effects, is_side_effect_of, provide};
use tokio::sync::Semaphore;
use tokio::time::sleep;

static GOES_ON: Semaphore = Semaphore::const_new(0);
static HAS_STARTED: Semaphore = Semaphore::const_new(0);

#[has_side_effects("three")]
fn three() {}

#[is_side_effect_of("three", background)]
async fn ends() {
    GOES_ON.acquire().await.unwrap().forget();
}

#[is_side_effect_of("three", background)]
async fn never_ends() {
    pending().await
}

/// Waits until the test lets it go on.
#[is_side_effect_of("three", background)]
fn cannot_be_stopped(goes_on: Dep<Mutex<mpsc::Receiver<()>>>) {
    HAS_STARTED.add_permits(1);
    goes_on.lock().unwrap().recv().unwrap();
}

#[has_side_effects("sync_alone")]
fn sync_alone() {}

#[is_side_effect_of("sync_alone", background)]
fn is_alone(goes_on: Dep<Mutex<mpsc::Receiver<()>>>) {
    HAS_STARTED.add_permits(1);
    goes_on.lock().unwrap().recv().unwrap();
}

#[has_side_effects("waits_for_its_queue")]
async fn waits_for_its_queue() {}

#[is_side_effect_of("waits_for_its_queue", durable)]
fn is_never_written() {}

struct NeverAnswers;

impl Queue for NeverAnswers {
    fn write(&self, _: Vec<Job>) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(pending())
    }
}

struct Seen(PrometheusHandle);

impl Seen {
    fn scrape(&self) -> Scrape {
        Scrape::parse(&self.0.render())
    }

    /// Waits until the gauge is this, and is what `background::pending` says.
    async fn until_pending(&self, count: u32) {
        let begun = Instant::now();
        loop {
            let shown = self.scrape().value("side_effects_background_pending", &[]);
            let pending = background::pending();
            if shown == Some(count.into()) && pending == count as usize {
                return;
            }
            let state = format!("{shown:?} is shown, and {pending} pending, instead of {count}");
            assert!(begun.elapsed() < Duration::from_secs(30), "{state}");
            sleep(Duration::from_millis(1)).await;
        }
    }

    /// How often the handler had each outcome.
    fn handler(&self, name: &str) -> Vec<(String, f64)> {
        let scrape = self.scrape();
        let samples = scrape.samples.into_iter();
        let counted = samples.filter(|sample| sample.name == "side_effects_handlers_total");
        let of_it = counted.filter(|sample| {
            let path = format!("pending::{name}");
            sample.value > 0. && sample.labels["handler"] == path
        });
        of_it
            .map(|sample| (sample.labels["outcome"].clone(), sample.value))
            .collect()
    }
}

fn once(outcome: &str) -> Vec<(String, f64)> {
    vec![(outcome.to_owned(), 1.)]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_gauge_is_what_is_pending_and_comes_to_0_when_the_rest_is_given_up() {
    let seen = Seen(PrometheusBuilder::new().install_recorder().unwrap());
    side_effects::describe_metrics();
    seen.until_pending(0).await;

    let (go_on, goes_on) = mpsc::channel();
    provide(Mutex::new(goes_on));
    durable::install(NeverAnswers);
    three();
    let waiting = tokio::spawn(waits_for_its_queue());
    seen.until_pending(4).await;
    // The sync one has started: one that waits for a thread would be stopped.
    HAS_STARTED.acquire().await.unwrap().forget();

    GOES_ON.add_permits(1);
    seen.until_pending(3).await;
    assert_eq!(seen.handler("ends"), once("ok"));

    let drained = background::drain(Duration::from_millis(10)).await;
    assert_eq!((drained.finished, drained.abandoned), (1, 3));
    seen.until_pending(0).await;
    // Its origin goes on, and counts it no second time.
    waiting.await.unwrap();
    while seen.handler("never_ends").is_empty() {
        sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(seen.handler("never_ends"), once("abandoned"));
    assert_eq!(seen.handler("is_never_written"), once("abandoned"));
    seen.until_pending(0).await;

    // A sync one counts by how it ends, if it still does.
    assert_eq!(seen.handler("cannot_be_stopped"), []);
    go_on.send(()).unwrap();
    while seen.handler("cannot_be_stopped").is_empty() {
        sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(seen.handler("cannot_be_stopped"), once("ok"));

    // Also where nothing else is given up.
    sync_alone();
    HAS_STARTED.acquire().await.unwrap().forget();
    seen.until_pending(1).await;
    let drained = background::drain(Duration::from_millis(10)).await;
    assert_eq!(drained.abandoned, 1);
    seen.until_pending(0).await;
    go_on.send(()).unwrap();
}
