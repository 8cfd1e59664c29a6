//! `on_error = abort` in an async origin.

use std::error::Error as _;
use std::future::pending;
use std::sync::Arc;

use parking_lot::Mutex;
use side_effects::{Error, has_side_effects, is_side_effect_of};
use tokio::task::yield_now;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<&'static str>>>);

impl Log {
    fn push(&self, line: &'static str) {
        self.0.lock().push(line);
    }

    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock())
    }
}

/// Says that it was dropped.
struct Dropped(Log);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.push("dropped");
    }
}

#[has_side_effects("abort", on_error = abort)]
async fn origin(log: &Log, panics: bool) -> Result<bool, Error> {
    log.push("body");
    Ok(panics)
}

#[is_side_effect_of("abort")]
async fn fails(log: &Log, panics: bool) -> Result<(), &'static str> {
    yield_now().await;
    log.push("fails");
    assert!(!panics, "as told");
    Err("as told")
}

#[is_side_effect_of("abort")]
async fn runs_beside(log: Log) {
    let log = Dropped(log);
    for _ in 0..5 {
        log.0.push("polled");
        yield_now().await;
    }
    log.0.push("never");
}

#[is_side_effect_of("abort", order = 1)]
async fn runs_after(log: &Log) {
    log.push("never");
}

#[tokio::test]
async fn the_first_error_is_returned_and_what_runs_beside_is_dropped() {
    let log = Log::default();
    let error = origin(&log, false).await.unwrap_err();
    assert_eq!(error.label(), "abort");
    assert!(error.handler().ends_with("abort::fails"), "{error}");
    assert_eq!(error.source().unwrap().to_string(), "as told");
    assert_eq!(log.take(), ["body", "polled", "fails", "dropped"]);
}

#[tokio::test]
async fn a_panic_is_returned_as_an_error() {
    let log = Log::default();
    let error = origin(&log, true).await.unwrap_err();
    assert!(error.to_string().contains("panicked: as told"), "{error}");
    assert_eq!(log.take(), ["body", "polled", "fails", "dropped"]);
}

#[has_side_effects("abort_drops", on_error = abort)]
async fn drops_origin() -> Result<(), Error> {
    Ok(())
}

#[is_side_effect_of("abort_drops")]
async fn a_fails() -> Result<(), &'static str> {
    yield_now().await;
    Err("as told")
}

#[is_side_effect_of("abort_drops")]
async fn b_panics_when_dropped() {
    struct Panics;
    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("in a drop");
        }
    }
    let _panics = Panics;
    pending::<()>().await;
}

#[tokio::test]
async fn a_panic_of_what_is_dropped_does_not_replace_the_error() {
    let error = drops_origin().await.unwrap_err();
    assert!(error.handler().ends_with("a_fails"), "{error}");
}

#[has_side_effects("abort_by_a_sync_handler", on_error = abort)]
async fn sync_origin(log: &Log) -> Result<(), Error> {
    log.push("body");
    Ok(())
}

#[is_side_effect_of("abort_by_a_sync_handler")]
async fn a_never_polled(log: &Log) {
    log.push("never");
}

#[is_side_effect_of("abort_by_a_sync_handler")]
fn b_fails(log: &Log) -> Result<(), &'static str> {
    log.push("fails");
    Err("as told")
}

#[tokio::test]
async fn a_sync_handler_that_fails_keeps_async_ones_of_its_order_from_starting() {
    let log = Log::default();
    let error = sync_origin(&log).await.unwrap_err();
    assert!(error.handler().ends_with("b_fails"));
    assert_eq!(log.take(), ["body", "fails"]);
}

#[has_side_effects("abort_by_predicate", on_error = abort, run_on_exit = |_| panic!("no opinion"))]
async fn predicated() -> Result<(), Error> {
    Ok(())
}

#[tokio::test]
async fn a_predicate_that_panics_is_returned_as_an_error() {
    let events = side_effects::record_side_effects();
    let error = predicated().await.unwrap_err();
    assert_eq!(events.failures().len(), 1);
    assert_eq!(error.label(), "abort_by_predicate");
    assert!(error.to_string().contains("no opinion"), "{error}");
}

#[derive(Debug)]
struct OwnError(Option<Error>);

impl From<Error> for OwnError {
    fn from(error: Error) -> Self {
        Self(Some(error))
    }
}

struct Shop;

#[async_trait::async_trait]
trait Sell {
    async fn sell(&mut self, log: &Log) -> Result<u8, OwnError>;
}

#[async_trait::async_trait]
impl Sell for Shop {
    #[has_side_effects("abort_into_an_error_of_ones_own", capture(self), on_error = abort)]
    async fn sell(&mut self, log: &Log) -> Result<u8, OwnError> {
        log.push("sold");
        Err(OwnError(None)).or(Ok(5))
    }
}

#[is_side_effect_of("abort_into_an_error_of_ones_own")]
async fn cannot_sell(this: &Shop) -> Result<(), &'static str> {
    let Shop = this;
    yield_now().await;
    Err("out of stock")
}

#[tokio::test]
async fn a_boxed_future_returns_the_error_as_its_own() {
    let OwnError(error) = Shop.sell(&Log::default()).await.unwrap_err();
    let source = error.unwrap();
    assert_eq!(source.source().unwrap().to_string(), "out of stock");
}
