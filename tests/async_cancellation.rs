//! An origin's future that is dropped takes its handlers along.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use side_effects::{has_side_effects, is_side_effect_of, record_side_effects};
use tokio::sync::Semaphore;
use tokio::time::timeout;

type Log = Arc<Mutex<Vec<&'static str>>>;

#[has_side_effects("cancelled")]
async fn origin(log: &Log, permits: Arc<Semaphore>) -> u8 {
    drop(permits);
    log.lock().push("body done");
    5
}

/// Says that it was dropped.
struct Dropped<'a>(&'a Log);

impl Drop for Dropped<'_> {
    fn drop(&mut self) {
        self.0.lock().push("handler dropped");
    }
}

#[is_side_effect_of("cancelled")]
async fn waits(log: &Log, permits: &Semaphore) {
    let _dropped = Dropped(log);
    log.lock().push("handler starts");
    permits.acquire().await.unwrap().forget();
    log.lock().push("handler ends");
}

#[is_side_effect_of("cancelled", order = 1)]
async fn comes_later(log: &Log) {
    log.lock().push("later order");
}

const WHOLE: [&str; 5] = [
    "body done",
    "handler starts",
    "handler ends",
    "handler dropped",
    "later order",
];

#[tokio::test]
async fn a_dropped_future_cuts_its_handlers_off_and_harms_nothing() {
    let events = record_side_effects();
    let (log, permits) = (Log::default(), Arc::new(Semaphore::new(0)));
    let slow = origin(&log, Arc::clone(&permits));
    timeout(Duration::from_millis(5), slow).await.unwrap_err();
    assert_eq!(
        *log.lock(),
        ["body done", "handler starts", "handler dropped"]
    );
    assert_eq!(events, ["cancelled"], "it had fired");
    assert_eq!(Arc::strong_count(&permits), 1, "the clone is gone");

    log.lock().clear();
    permits.add_permits(1);
    assert_eq!(origin(&log, permits).await, 5);
    assert_eq!(*log.lock(), WHOLE);
    assert_eq!(events, ["cancelled", "cancelled"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aborted_task_does_the_same() {
    let (log, permits) = (Log::default(), Arc::new(Semaphore::new(0)));
    let task = tokio::spawn({
        let (log, permits) = (Arc::clone(&log), Arc::clone(&permits));
        async move { origin(&log, permits).await }
    });
    while !log.lock().contains(&"handler starts") {
        tokio::task::yield_now().await;
    }
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(
        *log.lock(),
        ["body done", "handler starts", "handler dropped"]
    );

    log.lock().clear();
    permits.add_permits(1);
    origin(&log, permits).await;
    assert_eq!(*log.lock(), WHOLE);
}
