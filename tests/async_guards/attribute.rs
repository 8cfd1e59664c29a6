//! `#[disable_side_effects]` on `#[tokio::test]`, in all flavours.

use std::time::Duration;

use side_effects::{Events, disable_side_effects, has_side_effects, is_side_effect_of};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

#[has_side_effects("attribute")]
async fn publish() {
    yield_now().await;
}

#[is_side_effect_of("attribute")]
async fn post_to_the_world() {
    unreachable!("not in a test");
}

/// Awaits in many ways, each of which may go on on another thread.
async fn publish_four_times() {
    publish().await;
    sleep(Duration::from_millis(1)).await;
    tokio::join!(publish(), publish());
    Box::pin(async {
        yield_now().await;
        publish().await;
    })
    .await;
}

const FOUR: [&str; 4] = ["attribute"; 4];

#[disable_side_effects]
#[tokio::test]
async fn above(events: Events) {
    publish_four_times().await;
    assert_eq!(events, FOUR);
}

#[tokio::test]
#[disable_side_effects]
async fn below(events: Events) {
    publish_four_times().await;
    assert_eq!(events, FOUR);
}

#[disable_side_effects]
#[tokio::test(flavor = "current_thread")]
async fn above_current_thread(events: Events) {
    publish_four_times().await;
    assert_eq!(events, FOUR);
}

#[tokio::test(flavor = "current_thread")]
#[disable_side_effects]
async fn below_current_thread(events: Events) {
    publish_four_times().await;
    assert_eq!(events, FOUR);
}

#[disable_side_effects]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn above_multi_thread(events: Events) {
    publish_four_times().await;
    assert_eq!(events, FOUR);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[disable_side_effects]
async fn below_multi_thread(events: Events) {
    publish_four_times().await;
    assert_eq!(events, FOUR);
}

#[disable_side_effects]
#[tokio::test(start_paused = true)]
async fn above_paused(events: Events) {
    let start = Instant::now();
    sleep(Duration::from_secs(3600)).await;
    publish_four_times().await;
    assert!(start.elapsed() >= Duration::from_secs(3600));
    assert_eq!(events, FOUR);
}

#[tokio::test(start_paused = true)]
#[disable_side_effects]
async fn below_paused(events: Events) {
    let start = Instant::now();
    sleep(Duration::from_secs(3600)).await;
    publish_four_times().await;
    assert!(start.elapsed() >= Duration::from_secs(3600));
    assert_eq!(events, FOUR);
}

#[disable_side_effects]
#[tokio::test]
async fn above_with_a_result(events: Events) -> Result<(), Box<dyn std::error::Error>> {
    publish().await;
    let number: usize = "1".parse()?;
    assert_eq!(events.len(), number);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[disable_side_effects]
async fn below_with_a_result(events: Events) -> Result<(), std::num::ParseIntError> {
    publish().await;
    if events.len() == 1 {
        return Ok(());
    }
    Err("nothing fired".parse::<u8>().unwrap_err())
}

#[disable_side_effects]
#[tokio::test]
async fn without_a_parameter() {
    publish_four_times().await;
}

#[disable_side_effects]
#[tokio::test]
#[should_panic(expected = "on purpose")]
async fn a_test_that_panics() {
    publish().await;
    panic!("on purpose");
}

#[disable_side_effects]
#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_covered_in_a_scope(events: Events) {
    let guard = side_effects::disable_side_effects();
    let scope = guard.scope();
    drop(guard);
    tokio::spawn(scope.wrap(publish())).await.unwrap();
    publish().await;
    assert_eq!(events.count("attribute"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_run_beside_each_other_see_their_own_events() {
    #[disable_side_effects]
    async fn times(number: usize, events: Events) {
        for _ in 0..number {
            publish().await;
            yield_now().await;
        }
        assert_eq!(events.len(), number);
    }
    let tasks: Vec<_> = (0..20).map(|number| tokio::spawn(times(number))).collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// The task runs on the thread of the test, between two polls of the test.
#[disable_side_effects]
#[tokio::test]
async fn a_task_that_was_spawned_mailed_for_real(events: Events) {
    tokio::spawn(publish_four_times()).await.unwrap();
    assert_eq!(events, FOUR);
}

#[tokio::test]
#[disable_side_effects]
async fn a_task_that_was_spawned_mailed_for_real_below(events: Events) {
    tokio::spawn(publish_four_times()).await.unwrap();
    assert_eq!(events, FOUR);
}
