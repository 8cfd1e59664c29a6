//! An origin's future that is dropped takes its handlers along, and the log says
//! which.

#[path = "common/recorder.rs"]
mod recorder;

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use parking_lot::Mutex;
use recorder::trace_of;
use side_effects::{
    Error, Event, has_side_effects, is_side_effect_of, record_side_effects, register,
};
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
    events.clear();
    assert_eq!(Arc::strong_count(&permits), 1, "the clones are gone");

    log.lock().clear();
    permits.add_permits(1);
    assert_eq!(origin(&log, permits).await, 5);
    assert_eq!(*log.lock(), WHOLE);
    assert_eq!(events, ["cancelled"]);
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

/// What is said at WARN on this thread while `run` runs.
fn warnings<R>(run: impl FnOnce() -> R) -> Vec<String> {
    let mut trace = trace_of(run);
    trace.retain(|line| line.starts_with("WARN"));
    trace
}

#[has_side_effects("hung_up")]
async fn hung_up(first: &Semaphore, second: &Semaphore) {
    let _ = (first, second);
}

#[is_side_effect_of("hung_up", order = -1)]
async fn a_is_done(first: &Semaphore) {
    first.acquire().await.unwrap().forget();
}

#[is_side_effect_of("hung_up")]
fn b_is_done_at_once() {}

#[is_side_effect_of("hung_up")]
async fn c_waits(second: &Semaphore) {
    second.acquire().await.unwrap().forget();
}

#[is_side_effect_of("hung_up")]
async fn d_is_done(first: &Semaphore) {
    let _ = first;
}

#[is_side_effect_of("hung_up")]
async fn e_waits(second: &Semaphore) {
    second.acquire().await.unwrap().forget();
}

#[is_side_effect_of("hung_up", order = 1)]
fn f_has_not_started() {}

#[is_side_effect_of("hung_up", order = 2)]
async fn g_has_not_started() {}

#[test]
fn a_handler_that_was_cut_off_left_no_trace() {
    let (first, second) = (Semaphore::new(0), Semaphore::new(0));
    let warnings = warnings(|| {
        let mut origin = Box::pin(hung_up(&first, &second));
        assert!(origin.as_mut().now_or_never().is_none());
        first.add_permits(1);
        assert!(origin.as_mut().now_or_never().is_none());
    });
    assert_eq!(
        warnings,
        [
            "WARN side_effects: side effects cut off: the future of their origin was dropped \
             before they had finished label=hung_up origin=async_cancellation::hung_up \
             handlers=async_cancellation::c_waits, async_cancellation::e_waits, \
             async_cancellation::f_has_not_started, async_cancellation::g_has_not_started"
        ]
    );
}

#[test]
fn handlers_that_were_cut_off_before_those_registered_are_named_with_them() {
    let registration = register("hung_up", "registered", |_: &Event<'_>| {});
    let (first, second) = (Semaphore::new(0), Semaphore::new(0));
    let early = warnings(|| {
        assert!(hung_up(&first, &second).now_or_never().is_none());
    });
    drop(registration);
    assert_eq!(early.len(), 1);
    assert!(
        early[0].ends_with(
            "handlers=async_cancellation::a_is_done, async_cancellation::b_is_done_at_once, \
             async_cancellation::c_waits, async_cancellation::d_is_done, \
             async_cancellation::e_waits, registered, async_cancellation::f_has_not_started, \
             async_cancellation::g_has_not_started"
        ),
        "{early:?}"
    );
}

#[test]
fn a_handler_cut_off_behind_those_registered_names_the_rest_alone() {
    #[has_side_effects("late")]
    async fn late() {}

    #[is_side_effect_of("late", order = 5)]
    async fn waits_late() {
        std::future::pending::<()>().await;
    }

    #[is_side_effect_of("late", order = 6)]
    fn never_starts() {}

    let _registration = register("late", "registered", |_: &Event<'_>| {});
    let warnings = warnings(|| assert!(late().now_or_never().is_none()));
    let handlers = warnings[0].rsplit_once(" handlers=").unwrap().1;
    let names: Vec<_> = handlers.split(", ").collect();
    assert_eq!(names.len(), 2, "{handlers}");
    assert!(names[0].ends_with("::waits_late"), "{handlers}");
    assert!(names[1].ends_with("::never_starts"), "{handlers}");
}

#[test]
fn what_comes_to_its_end_is_not_cut_off() {
    let (first, second) = (Semaphore::new(1), Semaphore::new(2));
    let warnings = warnings(|| hung_up(&first, &second).now_or_never().unwrap());
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn a_future_that_is_dropped_before_its_event_fires_cuts_nothing_off() {
    #[has_side_effects("hung_up_early")]
    async fn hung_up_early() {
        std::future::pending::<()>().await;
    }

    #[is_side_effect_of("hung_up_early")]
    async fn never_runs() {}

    let warnings = warnings(|| {
        drop(hung_up_early());
        assert!(hung_up_early().now_or_never().is_none());
    });
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn handlers_beside_one_that_aborts_are_no_surprise() {
    #[has_side_effects("aborts", on_error = abort)]
    async fn aborts() -> Result<(), Error> {
        Ok(())
    }

    #[is_side_effect_of("aborts")]
    async fn fails() -> Result<(), &'static str> {
        tokio::task::yield_now().await;
        Err("as told")
    }

    #[is_side_effect_of("aborts")]
    async fn waits_beside() {
        std::future::pending::<()>().await;
    }

    let warnings = warnings(|| {
        let mut origin = Box::pin(aborts());
        assert!(origin.as_mut().now_or_never().is_none());
        assert!(origin.as_mut().now_or_never().unwrap().is_err());
    });
    assert_eq!(warnings, [""; 0]);
}
