//! Holds around futures: released when these succeed, discarded when they fail,
//! panic, or are dropped, wherever that is.

#[path = "common/log.rs"]
mod log;
#[path = "common/polls.rs"]
mod polls;

use std::future::{pending, poll_fn, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use side_effects::{
    Dep, Hold, fire_async, has_side_effects, hold, hold_side_effects, is_side_effect_of,
};
use tokio::task::yield_now;

use log::{Log, logged};
use polls::{drop_after, polls};

#[has_side_effects("placed")]
async fn place(order: String) -> Result<usize, String> {
    yield_now().await;
    let length = order.len();
    drop(order);
    Ok(length)
}

#[is_side_effect_of("placed")]
async fn confirm(order: &str, return_value: usize, log: Dep<Log>) {
    log.add(format!("confirming {order}"));
    yield_now().await;
    log.add(format!("confirmed {order} {return_value}"));
}

#[is_side_effect_of("placed", order = 1)]
fn index(order: &str, log: Dep<Log>) {
    log.add(format!("indexed {order}"));
}

fn all(order: &str) -> [String; 3] {
    [
        format!("confirming {order}"),
        format!("confirmed {order} {}", order.len()),
        format!("indexed {order}"),
    ]
}

#[tokio::test]
async fn a_future_that_succeeds_releases_what_it_fired() {
    let (log, events) = logged();
    let length = hold(async {
        let length = place("tea".into()).await?;
        yield_now().await;
        events.assert_nothing_fired();
        Ok::<_, String>(length)
    })
    .await;
    assert_eq!(length, Ok(3));
    assert_eq!(log.take(), all("tea"));
    assert_eq!(events, ["placed"]);
}

#[tokio::test]
async fn a_future_that_fails_discards() {
    let (log, events) = logged();
    let failed = hold(async {
        place("tea".into()).await?;
        Err::<(), _>(String::from("the commit failed"))
    });
    failed.await.unwrap_err();
    assert!(log.take().is_empty());
    events.assert_nothing_fired();
}

#[tokio::test]
async fn a_future_that_panics_discards() {
    let (log, events) = logged();
    let panics = events.scope().wrap(hold(async {
        place("tea".into()).await.unwrap();
        if true {
            panic!("a bug");
        }
    }));
    tokio::spawn(panics).await.unwrap_err();
    assert!(log.take().is_empty());
    events.assert_nothing_fired();
}

/// A block with two events, each followed by more to wait for.
async fn block() -> Result<(), String> {
    place("one".into()).await?;
    yield_now().await;
    place("two".into()).await?;
    yield_now().await;
    Ok(())
}

#[test]
fn a_future_that_is_dropped_at_any_await_point_of_its_block_discards() {
    let (log, events) = logged();
    let in_block = polls(Hold::new().wrap(block()));
    assert_eq!(in_block, 5);
    for polls in 0..in_block {
        drop_after(polls, hold(block()));
        assert!(log.take().is_empty(), "dropped after {polls} polls");
        events.assert_nothing_fired();
    }
    assert!(polls(hold(block())) > in_block);
    assert_eq!(log.take(), [all("one"), all("two")].concat());
}

#[test]
fn a_future_that_is_dropped_while_it_releases_leaves_the_events_not_reached_in_the_hold() {
    let (log, events) = logged();
    let held = Hold::new();
    polls(held.wrap(block()));
    drop_after(1, held.release_async());
    assert_eq!(log.take(), ["confirming one"]);
    assert_eq!(held.len(), 1, "the other one waits on");
    polls(held.release_async());
    assert_eq!(log.take(), all("two"));
    assert_eq!(events, ["placed", "placed"]);
}

#[tokio::test]
async fn futures_nest_like_savepoints() {
    let (log, _events) = logged();
    hold(async {
        place("outer".into()).await?;
        hold(async { place("kept".into()).await }).await?;
        let rolled_back = hold(async {
            place("rolled back".into()).await?;
            Err::<(), _>(String::from("no"))
        });
        rolled_back.await.unwrap_err();
        assert!(log.take().is_empty());
        Ok::<_, String>(())
    })
    .await
    .unwrap();
    assert_eq!(log.take(), [all("outer"), all("kept")].concat());
}

#[tokio::test]
async fn a_guard_of_the_thread_holds_what_a_block_in_it_releases() {
    let (log, _events) = logged();
    let held = hold_side_effects();
    hold(place("tea".into())).await.unwrap();
    assert!(log.take().is_empty());
    assert_eq!(held.len(), 1);
    held.release_async().await;
    assert_eq!(log.take(), all("tea"));
}

#[tokio::test]
async fn between_polls_the_thread_is_not_in_the_hold() {
    let (log, events) = logged();
    let mut held = pin!(hold(async {
        yield_now().await;
        Ok::<_, ()>(())
    }));
    let mut context = Context::from_waker(Waker::noop());
    assert!(held.as_mut().poll(&mut context).is_pending());
    place("meanwhile".into()).await.unwrap();
    assert_eq!(log.take(), all("meanwhile"));
    held.await.unwrap();
    assert_eq!(events, ["placed"]);
}

#[tokio::test]
async fn a_task_that_is_spawned_inside_is_not_held() {
    let (log, events) = logged();
    hold(async {
        let task = tokio::spawn(events.scope().wrap(place("there".into())));
        task.await.unwrap().unwrap();
        assert_eq!(log.take(), all("there"));
    })
    .await;
    assert!(log.take().is_empty());
}

#[tokio::test]
async fn a_handle_is_given_to_a_task_and_released_by_the_first() {
    let (log, events) = logged();
    let held = Hold::new();
    let task = held.wrap(events.scope().wrap(place("there".into())));
    tokio::spawn(task).await.unwrap().unwrap();
    assert!(log.take().is_empty());
    assert_eq!(held.labels(), ["placed"]);
    held.release_async().await;
    assert_eq!(log.take(), all("there"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_moves_between_threads_with_its_future() {
    let (log, events) = logged();
    let blocks = (0..50).map(|nth| {
        events.scope().wrap(hold(async move {
            for _ in 0..nth % 7 {
                yield_now().await;
            }
            place(format!("{nth}")).await?;
            yield_now().await;
            if nth % 2 == 0 {
                Ok(())
            } else {
                Err(String::from("odd"))
            }
        }))
    });
    let tasks: Vec<_> = blocks.map(tokio::spawn).collect();
    for (nth, task) in tasks.into_iter().enumerate() {
        assert_eq!(task.await.unwrap().is_ok(), nth % 2 == 0);
    }
    let mut indexed: Vec<_> = (log.take().into_iter())
        .filter_map(|text| text.strip_prefix("indexed ")?.parse::<usize>().ok())
        .collect();
    indexed.sort_unstable();
    assert_eq!(indexed, (0..50).step_by(2).collect::<Vec<_>>());
}

#[tokio::test]
async fn handlers_that_fire_do_not_fire_into_the_hold_that_is_released() {
    #[has_side_effects("outer_event")]
    async fn outer() {}
    #[is_side_effect_of("outer_event")]
    async fn fires_another(log: Dep<Log>) {
        log.add("before");
        place("nested".into()).await.unwrap();
        log.add("after");
    }
    let (log, _events) = logged();
    let held = hold_side_effects();
    outer().await;
    held.release_async().await;
    let mut expected = vec![String::from("before")];
    expected.extend(all("nested"));
    expected.push("after".into());
    assert_eq!(log.take(), expected);
}

#[test]
fn a_sync_release_outside_a_runtime_says_that_it_cannot_wait() {
    let (log, events) = logged();
    let held = Hold::new();
    polls(held.wrap(place("tea".into())));
    let released = held.release();
    assert_eq!(released.failures().len(), 1);
    let failure = &released.failures()[0];
    assert!(failure.handler().ends_with("::confirm"));
    assert_eq!(
        failure.error(),
        "it is async, and `release()` cannot wait for it: write `release_async().await`"
    );
    assert_eq!(log.take(), ["indexed tea"], "sync handlers run");
    assert_eq!(events.failures().len(), 1);
}

#[tokio::test]
async fn what_is_fired_without_an_origin_waits_as_well() {
    #[is_side_effect_of("fired")]
    async fn handler(name: &str, log: Dep<Log>) {
        log.add(name);
    }
    let (log, _events) = logged();
    let name = String::from("Ada");
    hold(async { fire_async!("fired", name).await }).await;
    assert_eq!(log.take(), ["Ada"]);
}

#[tokio::test]
async fn failures_of_async_handlers_are_told() {
    #[has_side_effects("failing")]
    async fn failing() {}
    #[is_side_effect_of("failing")]
    async fn fails() -> Result<(), &'static str> {
        yield_now().await;
        Err("no")
    }
    #[is_side_effect_of("failing")]
    async fn panics() {
        yield_now().await;
        panic!("boom");
    }
    let (_log, events) = logged();
    let held = Hold::new();
    held.wrap(failing()).await;
    let released = held.release_async().await;
    let mut failures: Vec<_> = released
        .failures()
        .iter()
        .map(|failure| failure.error())
        .collect();
    failures.sort_unstable();
    assert_eq!(failures, ["no", "panicked: boom"]);
    assert_eq!(events.failures().len(), 2);
}

#[tokio::test]
async fn a_handler_that_never_ends_is_cut_off_with_the_release() {
    #[has_side_effects("endless")]
    async fn endless() {}
    #[is_side_effect_of("endless")]
    async fn waits(log: Dep<Log>) {
        struct Dropped(Dep<Log>);
        impl Drop for Dropped {
            fn drop(&mut self) {
                self.0.add("dropped");
            }
        }
        let _dropped = Dropped(log);
        pending::<()>().await;
    }
    let (log, _events) = logged();
    let held = Hold::new();
    held.wrap(endless()).await;
    {
        let mut release = pin!(held.release_async());
        let poll = poll_fn(|context| Poll::Ready(release.as_mut().poll(context).is_pending()));
        assert!(poll.await);
    }
    assert_eq!(log.take(), ["dropped"]);
    assert!(held.is_empty());
}

#[test]
fn the_futures_are_send_where_their_block_is() {
    fn is_send<T: Send>(future: T) {
        drop(future);
    }
    is_send(hold(ready(())));
    is_send(Hold::new().release_async());
    is_send(Hold::new().wrap(ready(())));
}
