//! Within one `order`, async handlers run side by side; one order runs after
//! the other.

use std::sync::Arc;

use parking_lot::Mutex;
use side_effects::{Event, has_side_effects, is_side_effect_of, register};
use tokio::sync::Barrier;
use tokio::task::yield_now;

#[has_side_effects("rendezvous")]
async fn rendezvous(barrier: Arc<Barrier>) {
    drop(barrier);
}

#[is_side_effect_of("rendezvous")]
async fn first(barrier: &Barrier) {
    barrier.wait().await;
    barrier.wait().await;
}

#[is_side_effect_of("rendezvous")]
async fn second(barrier: &Barrier) {
    barrier.wait().await;
    barrier.wait().await;
}

#[is_side_effect_of("rendezvous")]
async fn third(barrier: &Barrier) {
    barrier.wait().await;
    barrier.wait().await;
}

#[tokio::test]
async fn handlers_of_one_order_wait_for_each_other() {
    // One after the other, the first would wait for ever.
    rendezvous(Arc::new(Barrier::new(3))).await;
}

type Log = Arc<Mutex<Vec<&'static str>>>;

#[has_side_effects("orders")]
async fn origin(log: &Log) {
    log.lock().push("body");
}

#[is_side_effect_of("orders", order = -1)]
async fn before(log: &Log) {
    yield_now().await;
    log.lock().push("order -1");
}

#[is_side_effect_of("orders")]
async fn slow(log: &Log) {
    log.lock().push("slow starts");
    for _ in 0..5 {
        yield_now().await;
    }
    log.lock().push("slow ends");
}

#[is_side_effect_of("orders")]
fn sync(log: &Log) {
    log.lock().push("sync");
}

#[is_side_effect_of("orders")]
async fn terse(log: &Log) {
    log.lock().push("terse starts");
    yield_now().await;
    log.lock().push("terse ends");
}

#[is_side_effect_of("orders", order = 1)]
fn after(log: &Log) {
    log.lock().push("order 1");
}

#[is_side_effect_of("orders", order = 2)]
async fn last(log: &Log) {
    yield_now().await;
    log.lock().push("order 2");
}

#[tokio::test]
async fn orders_run_one_after_the_other_and_sync_handlers_before_async_ones() {
    let registration = register("orders", "at run time", |event: &Event<'_>| {
        event.arg::<Log>("log").unwrap().lock().push("registered");
    });
    let log = Log::default();
    origin(&log).await;
    drop(registration);
    assert_eq!(
        *log.lock(),
        [
            "body",
            "order -1",
            "sync",
            "slow starts",
            "terse starts",
            "terse ends",
            "slow ends",
            "registered",
            "order 1",
            "order 2",
        ]
    );
}

#[has_side_effects("woken")]
async fn wake(wait: Arc<tokio::sync::Notify>) {
    drop(wait);
}

#[is_side_effect_of("woken")]
async fn sleeper(wait: &tokio::sync::Notify) {
    wait.notified().await;
}

#[is_side_effect_of("woken")]
async fn waker(wait: &tokio::sync::Notify) {
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    wait.notify_one();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_is_woken_by_what_it_waits_for() {
    tokio::spawn(wake(Arc::default())).await.unwrap();
}
