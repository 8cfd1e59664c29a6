//! A handler that fails or panics harms nobody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use parking_lot::Mutex;
use side_effects::{has_side_effects, is_side_effect_of};
use tokio::task::yield_now;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<&'static str>>>);

impl Log {
    fn push(&self, line: &'static str) {
        self.0.lock().push(line);
    }
}

#[has_side_effects("failing_and_panicking")]
async fn origin(log: &Log) -> u8 {
    log.push("body");
    5
}

#[is_side_effect_of("failing_and_panicking")]
async fn fails(log: &Log) -> Result<(), &'static str> {
    log.push("fails");
    Err("on purpose")
}

#[is_side_effect_of("failing_and_panicking")]
async fn panics_at_the_first_poll(log: &Log) {
    log.push("panics at the first poll");
    panic!("on purpose");
}

#[is_side_effect_of("failing_and_panicking")]
async fn panics_at_the_third_poll(log: &Log) {
    yield_now().await;
    yield_now().await;
    log.push("panics at the third poll");
    panic!("on purpose");
}

#[is_side_effect_of("failing_and_panicking")]
async fn runs_on(log: &Log) {
    for _ in 0..5 {
        yield_now().await;
    }
    log.push("runs on");
}

#[is_side_effect_of("failing_and_panicking", order = 1)]
async fn runs_after(log: &Log) {
    log.push("runs after");
}

#[tokio::test]
async fn results_and_panics_harm_neither_the_origin_nor_other_handlers() {
    let log = Log::default();
    assert_eq!(origin(&log).await, 5);
    assert_eq!(
        *log.0.lock(),
        [
            "body",
            "fails",
            "panics at the first poll",
            "panics at the third poll",
            "runs on",
            "runs after"
        ]
    );
}

#[tokio::test]
async fn a_panic_poisons_nothing() {
    let log = Log::default();
    for _ in 0..3 {
        assert_eq!(origin(&log).await, 5);
    }
    assert_eq!(log.0.lock().len(), 18);
}

/// Panics when a handler's clone is made: the first is the origin's own.
struct Fragile(Arc<AtomicUsize>);

impl Clone for Fragile {
    fn clone(&self) -> Self {
        assert_eq!(self.0.fetch_add(1, SeqCst), 0, "on purpose");
        Self(Arc::clone(&self.0))
    }
}

#[has_side_effects("a_fragile_argument")]
async fn fragile_origin(fragile: Fragile, log: &Log) {
    log.push("body");
    drop(fragile);
}

#[is_side_effect_of("a_fragile_argument")]
async fn clones_the_argument(fragile: Fragile, log: &Log) {
    log.push("never");
    drop(fragile);
}

#[is_side_effect_of("a_fragile_argument")]
async fn does_not_clone(fragile: &Fragile, log: &Log) {
    yield_now().await;
    assert_eq!(fragile.0.load(SeqCst), 2);
    log.push("runs");
}

#[tokio::test]
async fn a_panic_in_the_clone_of_an_argument_is_one_of_its_handler() {
    let log = Log::default();
    fragile_origin(Fragile(Arc::default()), &log).await;
    assert_eq!(*log.0.lock(), ["body", "runs"]);
}

/// Says that it was dropped.
struct Dropped(Arc<AtomicBool>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

#[has_side_effects("what_a_handler_owns")]
async fn owning_origin(dropped: &Arc<AtomicBool>) {
    assert!(!dropped.load(SeqCst));
}

#[is_side_effect_of("what_a_handler_owns")]
async fn panics_with_a_value(dropped: Arc<AtomicBool>) {
    let _value = Dropped(dropped);
    yield_now().await;
    panic!("on purpose");
}

#[is_side_effect_of("what_a_handler_owns", order = 1)]
async fn looks(dropped: &Arc<AtomicBool>) {
    assert!(dropped.load(SeqCst));
    dropped.store(false, SeqCst);
}

#[tokio::test]
async fn what_a_panicking_handler_owns_is_dropped_before_the_next_order() {
    let dropped = Arc::new(AtomicBool::new(false));
    owning_origin(&dropped).await;
    assert!(!dropped.load(SeqCst), "the second handler saw it dropped");
    assert_eq!(Arc::strong_count(&dropped), 1);
}
