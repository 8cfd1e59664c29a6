//! Hundreds of tasks on a few threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use side_effects::{
    Events, Scope, disable_side_effects, has_side_effects, is_side_effect_of, record_side_effects,
};
use tokio::sync::Barrier;
use tokio::task::yield_now;

const TASKS: usize = 400;
const TIMES: usize = 25;

/// How often the handlers ran, for one task.
type Ran = Arc<AtomicUsize>;

#[has_side_effects("stress")]
async fn origin(ran: &Ran) -> usize {
    let before = ran.load(Relaxed);
    yield_now().await;
    before
}

#[is_side_effect_of("stress")]
async fn handler(ran: &Ran) {
    yield_now().await;
    ran.fetch_add(1, Relaxed);
}

#[is_side_effect_of("stress", order = 1)]
fn sync_handler(ran: &Ran) {
    ran.fetch_add(1, Relaxed);
}

async fn work(ran: Ran, start: Arc<Barrier>) {
    start.wait().await;
    for _ in 0..TIMES {
        origin(&ran).await;
        yield_now().await;
    }
}

/// A guard of its own, in one of two ways.
fn guard(suppresses: bool) -> (Scope, Events) {
    if suppresses {
        let guard = disable_side_effects();
        (guard.scope(), guard.clone())
    } else {
        let guard = record_side_effects();
        (guard.scope(), guard.clone())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hundreds_of_tasks_do_not_see_each_others_events() {
    let start = Arc::new(Barrier::new(TASKS));
    let mut tasks = Vec::new();
    for number in 0..TASKS {
        let (ran, start) = (Ran::default(), Arc::clone(&start));
        let work = work(Arc::clone(&ran), start);
        // One in four is suppressed, one is recorded, two fire for real.
        let task = match number % 4 {
            0 | 1 => {
                let suppresses = number % 4 == 0;
                let (scope, events) = guard(suppresses);
                let task = tokio::spawn(scope.wrap(work));
                (
                    task,
                    ran,
                    Some(events),
                    if suppresses { 0 } else { 2 * TIMES },
                )
            }
            _ => (tokio::spawn(work), ran, None, 2 * TIMES),
        };
        tasks.push(task);
    }
    for (task, ran, events, expected) in tasks {
        task.await.unwrap();
        assert_eq!(ran.load(Relaxed), expected);
        if let Some(events) = events {
            assert_eq!(events, ["stress"; TIMES]);
        }
    }
}
