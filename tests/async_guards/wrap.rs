//! `Scope::wrap` holds on every poll, on any thread, and leaves nothing behind.

use std::cell::RefCell;
use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Waker};
use std::thread;

use futures_util::FutureExt;
use side_effects::{Scope, disable_side_effects, has_side_effects, record_side_effects};
use tokio::task::yield_now;

#[has_side_effects("async_publish")]
async fn publish() {
    yield_now().await;
}

#[has_side_effects("publish")]
fn publish_now() {}

/// Fires when it is dropped.
struct PublishesLast;

impl Drop for PublishesLast {
    fn drop(&mut self) {
        publish_now();
    }
}

/// Whether this thread is as it was: no guard sees its events but the one that
/// is made for the question.
#[track_caller]
fn assert_untouched(outer: &side_effects::Events) {
    let before = outer.len();
    let here = record_side_effects();
    publish_now();
    assert_eq!(here, ["publish"]);
    assert_eq!(outer.len(), before, "the scope is still on this thread");
}

/// A scope whose guard is on another thread, and the events it collects.
fn elsewhere() -> (Scope, side_effects::Events) {
    thread::spawn(|| {
        let guard = disable_side_effects();
        (guard.scope(), guard.clone())
    })
    .join()
    .unwrap()
}

fn poll<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    future.as_mut().poll(&mut context).is_ready()
}

#[test]
fn it_holds_on_every_poll_and_not_between_them() {
    let (scope, events) = elsewhere();
    let mut future = Box::pin(scope.wrap(async {
        publish_now();
        yield_now().await;
        publish().await;
        publish_now();
    }));
    events.assert_nothing_fired();
    let mut polls = 1;
    while !poll(&mut future) {
        polls += 1;
        assert_untouched(&events);
    }
    assert_eq!(polls, 3);
    assert_eq!(events, ["publish", "async_publish", "publish"]);
    assert_untouched(&events);
    drop(future);
    assert_untouched(&events);
}

#[test]
fn it_holds_on_whichever_thread_polls() {
    let (scope, events) = elsewhere();
    let mut future = Box::pin(scope.wrap(async {
        loop {
            publish_now();
            yield_now().await;
        }
    }));
    for polls in 1..=4 {
        let polled = thread::spawn({
            let events = events.clone();
            move || {
                assert!(!poll(&mut future));
                assert_untouched(&events);
                future
            }
        });
        future = polled.join().unwrap();
        assert_eq!(events.count("publish"), polls);
    }
}

#[test]
fn a_drop_in_a_future_that_is_done_is_under_the_scope() {
    let (scope, events) = elsewhere();
    let value = PublishesLast;
    scope
        .wrap(async move { drop(value) })
        .now_or_never()
        .unwrap();
    assert_eq!(events, ["publish"]);
}

#[test]
fn a_drop_in_a_future_that_is_dropped_half_way_is_under_the_scope() {
    let (scope, events) = elsewhere();
    let mut future = Box::pin(scope.wrap(async {
        let _value = PublishesLast;
        pending::<()>().await;
    }));
    assert!(!poll(&mut future));
    events.assert_nothing_fired();
    drop(future);
    assert_eq!(events, ["publish"]);
    assert_untouched(&events);
}

#[test]
fn a_drop_in_a_future_that_is_never_polled_is_under_the_scope() {
    let (scope, events) = elsewhere();
    let value = PublishesLast;
    drop(scope.wrap(async move {
        let _value = value;
        pending::<()>().await;
    }));
    assert_eq!(events, ["publish"]);
    assert_untouched(&events);
}

#[test]
fn a_drop_in_a_future_that_is_dropped_on_another_thread_is_under_the_scope() {
    let (scope, events) = elsewhere();
    let mut future = Box::pin(scope.wrap(async {
        let _value = PublishesLast;
        pending::<()>().await;
    }));
    assert!(!poll(&mut future));
    thread::spawn(move || drop(future)).join().unwrap();
    assert_eq!(events, ["publish"]);
}

#[test]
fn a_drop_in_a_future_that_ends_with_its_thread_is_under_the_scope() {
    thread_local! {
        static TASK: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>> =
            const { RefCell::new(None) };
    }
    let (scope, events) = elsewhere();
    let value = PublishesLast;
    let thread = thread::spawn(move || {
        // Destroyed last, since it is first.
        TASK.with(|_| ());
        let mut task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(scope.wrap(async move {
            let _value = value;
            pending::<()>().await;
        }));
        assert!(!poll(&mut task));
        TASK.set(Some(task));
    });
    thread.join().unwrap();
    assert_eq!(events, ["publish"]);
}

#[test]
fn a_panic_leaves_nothing_behind() {
    let (scope, events) = elsewhere();
    let mut future = Box::pin(scope.wrap(async {
        let _value = PublishesLast;
        yield_now().await;
        panic!("on purpose");
    }));
    assert!(!poll(&mut future));
    catch_unwind(AssertUnwindSafe(|| poll(&mut future))).unwrap_err();
    assert_eq!(events, ["publish"], "dropped by the panic, under the scope");
    assert_untouched(&events);
}

#[test]
fn scopes_nest() {
    let (outer, outer_events) = elsewhere();
    let (inner, inner_events) = elsewhere();
    let mut future = Box::pin(outer.wrap(async {
        publish().await;
        inner.wrap(publish()).await;
        publish_now();
    }));
    while !poll(&mut future) {}
    assert_eq!(outer_events, ["async_publish", "async_publish", "publish"]);
    assert_eq!(inner_events, ["async_publish"]);
    assert_untouched(&outer_events);
    assert_untouched(&inner_events);
}

#[test]
fn on_the_thread_of_its_guard_every_event_is_collected_once() {
    let events = disable_side_effects();
    events.scope().wrap(publish()).now_or_never();
    let mut future = Box::pin(events.scope().wrap(publish()));
    while !poll(&mut future) {}
    assert_eq!(events, ["async_publish"]);
    publish_now();
    assert_eq!(
        events,
        ["async_publish", "publish"],
        "the guard is still here"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_outlives_its_guard() {
    let (scope, events) = {
        let guard = disable_side_effects();
        (guard.scope(), guard.clone())
    };
    tokio::spawn(scope.wrap(async {
        for _ in 0..10 {
            publish().await;
        }
    }))
    .await
    .unwrap();
    assert_eq!(events.count("async_publish"), 10);
}

#[test]
fn a_wrapped_future_is_send_and_static_if_it_was() {
    fn assert_spawnable<T: Send + 'static>(_: T) {}
    let (scope, _) = elsewhere();
    assert_spawnable(scope.wrap(publish()));
    assert_spawnable(scope.wrap(async { std::cell::Cell::new(5) }));
}
