//! Waiting for what runs, and what is abandoned.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use side_effects::{Dep, background, has_side_effects, is_side_effect_of};
use tokio::runtime::Builder;
use tokio::sync::{Barrier, Semaphore};
use tokio::task::yield_now;

use crate::log::{Log, logged};
use crate::recorder::trace_of;
use crate::{LONG, ONE_AT_A_TIME, alone, current_thread, multi_thread, remove, slow};

#[test]
fn a_runtime_that_is_shut_down_abandons_what_has_not_finished() {
    let _lock = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|error| error.into_inner());
    let (log, _events) = logged();
    let runtime = current_thread();
    runtime.block_on(async { remove("Bob") });
    assert_eq!(background::pending(), 1);
    let trace = trace_of(|| drop(runtime));
    assert_eq!(
        trace,
        [
            "WARN side_effects: side effect abandoned: before it had finished, its runtime was shut \
             down, or the time of `background::drain` was over label=removed \
             handler=background::unindex"
        ]
    );
    assert_eq!(background::pending(), 0);
    let drained = current_thread().block_on(background::drain(LONG));
    assert_eq!((drained.finished, drained.abandoned), (0, 1));
    assert!(log.take().is_empty());

    let shut_down = current_thread();
    let handle = shut_down.handle().clone();
    drop(shut_down);
    {
        let _entered = handle.enter();
        remove("Eve");
    }
    let drained = current_thread().block_on(background::drain(LONG));
    assert_eq!((drained.finished, drained.abandoned), (0, 1));
}

#[test]
fn a_drain_that_runs_out_of_time_says_how_many_it_has_abandoned() {
    alone(current_thread(), async {
        let (log, _events) = logged();
        let gate = Arc::new(Semaphore::new(2));
        for _ in 0..5 {
            slow(&gate);
        }
        let drained = background::drain(Duration::from_millis(50)).await;
        assert_eq!((drained.finished, drained.abandoned), (2, 3));
        assert_eq!(background::pending(), 0);
        gate.add_permits(5);
        yield_now().await;
        yield_now().await;
        assert_eq!(
            log.take(),
            ["through", "through"],
            "the others were stopped"
        );
        let drained = background::drain(LONG).await;
        assert_eq!(
            (drained.finished, drained.abandoned),
            (0, 0),
            "counted once"
        );
    });
}

#[test]
fn a_drain_that_runs_out_of_time_stops_what_waits_for_a_thread() {
    static GATE: Semaphore = Semaphore::const_new(0);
    #[has_side_effects("on_a_thread")]
    fn on_a_thread() {}
    #[is_side_effect_of("on_a_thread", background)]
    fn waits_for_the_gate(log: Dep<Log>) {
        log.add("started");
        while GATE.available_permits() == 0 {
            thread::yield_now();
        }
    }
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(1)
        .enable_time()
        .build()
        .unwrap();
    let (log, events) = logged();
    let scope = events.scope();
    alone(runtime, async {
        scope.run(on_a_thread);
        scope.run(on_a_thread);
        while log.is_empty() {
            yield_now().await;
        }
        let drained = background::drain(Duration::from_millis(20)).await;
        assert_eq!((drained.finished, drained.abandoned), (0, 2));
        GATE.add_permits(1);
    });
    // The runtime has waited for its threads.
    assert_eq!(log.take(), ["started"]);
}

#[test]
fn a_drain_waits_for_what_is_spawned_meanwhile() {
    #[has_side_effects("first_of_two")]
    fn first() {}
    #[is_side_effect_of("first_of_two", background)]
    async fn fires_another() {
        yield_now().await;
        remove("Bob");
    }
    alone(current_thread(), async {
        let (log, _events) = logged();
        first();
        let drained = background::drain(LONG).await;
        assert_eq!((drained.finished, drained.abandoned), (2, 0));
        assert_eq!(log.take(), ["unindexed Bob"]);
    });
}

#[test]
fn each_event_runs_exactly_once_under_load() {
    static SEEN: Mutex<Vec<u32>> = Mutex::new(Vec::new());
    #[has_side_effects("load")]
    fn load(id: u32) {
        let _ = id;
    }
    #[is_side_effect_of("load", background)]
    async fn record(id: u32) {
        if id % 3 == 0 {
            yield_now().await;
        }
        SEEN.lock().unwrap().push(id);
    }
    const COUNT: u32 = 20_000;
    alone(multi_thread(), async {
        background::limit(8);
        let barrier = Arc::new(Barrier::new(4));
        let producers = (0..4).map(|producer| {
            let barrier = Arc::clone(&barrier);
            tokio::spawn(async move {
                barrier.wait().await;
                for nth in 0..COUNT / 4 {
                    load(producer * (COUNT / 4) + nth);
                }
            })
        });
        for producer in producers.collect::<Vec<_>>() {
            producer.await.unwrap();
        }
        let drained = background::drain(LONG).await;
        background::limit(usize::MAX);
        assert_eq!((drained.finished, drained.abandoned), (COUNT as usize, 0));
    });
    let seen = std::mem::take(&mut *SEEN.lock().unwrap());
    assert_eq!(seen.len(), COUNT as usize, "none twice");
    assert_eq!(
        seen.into_iter().collect::<HashSet<_>>().len(),
        COUNT as usize
    );
}

#[test]
fn a_drain_waits_for_a_task_of_the_application_and_for_what_that_fires() {
    alone(current_thread(), async {
        let (log, events) = logged();
        let task = background::spawn(events.scope().wrap(async {
            yield_now().await;
            remove("Bob");
            7
        }));
        assert_eq!(background::pending(), 1);
        let drained = background::drain(LONG).await;
        assert_eq!(log.take(), ["unindexed Bob"]);
        // The handler alone.
        assert_eq!((drained.finished, drained.abandoned), (1, 0));
        assert_eq!(task.await.unwrap(), 7);
    });
}

#[test]
fn a_task_of_the_application_that_does_not_end_is_stopped_and_counts_as_abandoned() {
    let drained = alone(current_thread(), async {
        let task = background::spawn(std::future::pending::<()>());
        let drained = background::drain(Duration::from_millis(10)).await;
        assert!(task.await.unwrap_err().is_cancelled());
        drained
    });
    assert_eq!((drained.finished, drained.abandoned), (0, 1));
}
