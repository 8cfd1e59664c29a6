//! Handlers in the background: their origin does not wait for them, and cannot cut
//! them off.

#[path = "common/recorder.rs"]
mod recorder;

use std::collections::HashSet;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use futures_util::FutureExt as _;
use recorder::trace_of;
use side_effects::{
    Dep, Event, background, disable_side_effects, fire, has_side_effects, hold, hold_side_effects,
    is_side_effect_of, record_side_effects,
};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Barrier, Semaphore};
use tokio::task::yield_now;

/// What is counted is counted for the whole program: one test at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Runs a test in a runtime of its own, alone.
fn alone<T>(runtime: Runtime, test: impl Future<Output = T>) -> T {
    let _lock = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|error| error.into_inner());
    drain_now(); // of a test that has failed
    let value = runtime.block_on(test);
    drop(runtime);
    drain_now();
    value
}

/// Forgets what was counted.
fn drain_now() {
    let runtime = current_thread();
    runtime.block_on(background::drain(Duration::ZERO));
    assert_eq!(background::pending(), 0);
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_time().build().unwrap()
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .unwrap()
}

const LONG: Duration = Duration::from_secs(60);

/// What the handlers did: the tests provide it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn logged() -> (Log, side_effects::RecordedSideEffects) {
    let log = Log::default();
    let events = record_side_effects().provide(log.clone());
    (log, events)
}

#[has_side_effects("placed")]
async fn place(order: String) -> Result<usize, String> {
    yield_now().await;
    let length = order.len();
    drop(order);
    if length == 0 {
        Err("empty".into())
    } else {
        Ok(length)
    }
}

#[is_side_effect_of("placed", background)]
async fn confirm(order: &str, return_value: usize, log: Dep<Log>) {
    yield_now().await;
    log.add(format!("confirmed {order} {return_value}"));
}

#[is_side_effect_of("placed", background, order = 1)]
fn index(order: String, log: Dep<Log>) {
    log.add(format!("indexed {order}"));
}

#[is_side_effect_of("placed")]
async fn inline(order: &str, log: Dep<Log>) {
    log.add(format!("inline {order}"));
    yield_now().await;
}

#[has_side_effects("removed")]
fn remove(name: &str) {
    let _ = name;
}

#[is_side_effect_of("removed", background)]
async fn unindex(name: &str, log: Dep<Log>) {
    log.add(format!("unindexed {name}"));
}

#[has_side_effects("renamed", typed)]
fn rename(name: String) {
    drop(name);
}

#[is_side_effect_of(origin = rename, background)]
async fn reindex(name: &str, log: Dep<Log>) {
    log.add(format!("reindexed {name}"));
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

#[test]
fn a_sync_origin_can_be_named_by_an_async_handler() {
    alone(current_thread(), async {
        let (log, _events) = logged();
        rename("tea".into());
        background::drain(LONG).await;
        assert_eq!(log.take(), ["reindexed tea"]);
    });
}

#[test]
fn an_async_origin_does_not_wait() {
    for runtime in [current_thread(), multi_thread()] {
        alone(runtime, async {
            let (log, events) = logged();
            assert_eq!(place("tea".into()).await, Ok(3));
            place(String::new()).await.unwrap_err();
            let drained = background::drain(LONG).await;
            assert_eq!((drained.finished, drained.abandoned), (2, 0));
            assert_eq!(
                sorted(log.take()),
                ["confirmed tea 3", "indexed tea", "inline tea"]
            );
            assert_eq!(events, ["placed"]);
        });
    }
}

#[test]
fn a_sync_origin_has_async_handlers_in_the_background() {
    alone(current_thread(), async {
        let (log, _events) = logged();
        remove("Bob");
        assert_eq!(background::pending(), 1);
        assert!(log.take().is_empty(), "it was only spawned");
        background::drain(LONG).await;
        assert_eq!(log.take(), ["unindexed Bob"]);
    });
}

#[test]
fn they_are_spawned_in_their_order() {
    #[has_side_effects("ordered")]
    fn ordered() {}
    #[is_side_effect_of("ordered", background, order = 2)]
    async fn a_last(log: Dep<Log>) {
        log.add("last");
    }
    #[is_side_effect_of("ordered", background, order = -1)]
    async fn z_first(log: Dep<Log>) {
        log.add("first");
    }
    #[is_side_effect_of("ordered", order = 1)]
    fn between(log: Dep<Log>) {
        log.add("inline");
    }
    alone(current_thread(), async {
        let (log, _events) = logged();
        ordered();
        background::drain(LONG).await;
        assert_eq!(log.take(), ["inline", "first", "last"]);
    });
}

/// How many polls it takes to drive a future to its end.
fn polls(future: impl Future) -> usize {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (1..)
        .find(|_| future.as_mut().poll(&mut context).is_ready())
        .unwrap()
}

#[test]
fn an_origin_that_is_dropped_at_any_await_point_loses_nothing_that_was_promised() {
    alone(current_thread(), async {
        let (log, events) = logged();
        let whole = polls(place("tea".into()));
        assert_eq!(whole, 3, "one in the body, one in the inline handler");
        background::drain(LONG).await;
        log.take();
        events.clear();
        for count in 0..whole {
            {
                let mut origin = pin!(place("tea".into()));
                let mut context = Context::from_waker(Waker::noop());
                for _ in 0..count {
                    assert!(origin.as_mut().poll(&mut context).is_pending());
                }
            }
            let drained = background::drain(LONG).await;
            let fired = usize::from(count == 2);
            assert_eq!(drained.finished, 2 * fired, "dropped after {count} polls");
            assert_eq!(events.len(), fired);
            let ran = log
                .take()
                .iter()
                .filter(|text| !text.starts_with("inline"))
                .count();
            assert_eq!(ran, 2 * fired);
            events.clear();
        }
    });
}

#[test]
fn an_origin_that_is_aborted_while_an_inline_handler_waits_loses_nothing() {
    static ENTERED: Semaphore = Semaphore::const_new(0);
    #[has_side_effects("aborted")]
    async fn aborted() {}
    #[is_side_effect_of("aborted", order = -1)]
    async fn never_ends() {
        ENTERED.add_permits(1);
        std::future::pending::<()>().await;
    }
    #[is_side_effect_of("aborted", background, order = 1)]
    async fn runs(log: Dep<Log>) {
        log.add("ran");
    }
    alone(multi_thread(), async {
        let (log, events) = logged();
        let task = tokio::spawn(events.scope().wrap(aborted()));
        ENTERED.acquire().await.unwrap().forget();
        task.abort();
        task.await.unwrap_err();
        background::drain(LONG).await;
        assert_eq!(log.take(), ["ran"]);
    });
}

#[test]
fn outside_a_runtime_it_is_an_error_of_the_handler() {
    let _lock = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|error| error.into_inner());
    let (log, events) = logged();
    remove("Bob");
    let failures = events.failures();
    assert_eq!(failures.len(), 1);
    assert!(failures[0].handler().ends_with("::unindex"));
    assert_eq!(
        failures[0].error(),
        "it runs in the background, and there is no Tokio runtime here: fire its event in one, or \
         name one with `side_effects::background::install(handle)`"
    );
    assert!(log.take().is_empty());
    assert_eq!(background::pending(), 0);
}

#[test]
fn a_runtime_that_is_shut_down_abandons_what_has_not_finished() {
    let _lock = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|error| error.into_inner());
    let (log, _events) = logged();
    let runtime = current_thread();
    runtime.block_on(async { remove("Bob") });
    assert_eq!(background::pending(), 1);
    drop(runtime);
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

#[has_side_effects("slow")]
fn slow(gate: &Arc<Semaphore>) {
    let _ = gate;
}

#[is_side_effect_of("slow", background)]
async fn waits_for_the_gate(gate: Arc<Semaphore>, log: Dep<Log>) {
    gate.acquire().await.unwrap().forget();
    log.add("through");
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
        while log.0.lock().unwrap().is_empty() {
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
fn the_limit_bounds_how_many_run_at_once() {
    static RUNNING: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    fn enter() {
        let running = RUNNING.fetch_add(1, Ordering::SeqCst) + 1;
        MOST.fetch_max(running, Ordering::SeqCst);
    }
    #[has_side_effects("limited")]
    fn limited() {}
    #[is_side_effect_of("limited", background)]
    async fn in_a_task() {
        enter();
        tokio::time::sleep(Duration::from_millis(1)).await;
        RUNNING.fetch_sub(1, Ordering::SeqCst);
    }
    #[is_side_effect_of("limited", background)]
    fn on_a_thread() {
        enter();
        thread::sleep(Duration::from_millis(1));
        RUNNING.fetch_sub(1, Ordering::SeqCst);
    }
    alone(multi_thread(), async {
        for (limit, least) in [(3, 2), (1, 1), (20, 4)] {
            background::limit(limit);
            MOST.store(0, Ordering::SeqCst);
            for _ in 0..50 {
                limited();
            }
            let drained = background::drain(LONG).await;
            assert_eq!((drained.finished, drained.abandoned), (100, 0));
            let most = MOST.load(Ordering::SeqCst);
            assert!(
                (least..=limit).contains(&most),
                "{most} at once, at most {limit}"
            );
        }
        background::limit(usize::MAX);
    });
}

#[test]
#[should_panic(expected = "background::limit(0): no handler would ever run")]
fn a_limit_of_none_is_refused() {
    background::limit(0);
}

#[test]
fn a_limit_that_sinks_while_handlers_run_holds_for_those_that_follow() {
    alone(current_thread(), async {
        let (log, _events) = logged();
        background::limit(4);
        let gate = Arc::new(Semaphore::new(0));
        for _ in 0..8 {
            slow(&gate);
        }
        yield_now().await;
        background::limit(1);
        gate.add_permits(3);
        for _ in 0..20 {
            yield_now().await;
        }
        assert_eq!(log.take().len(), 3);
        // One runs still of the four: it has the only permit that is left.
        gate.add_permits(5);
        let drained = background::drain(LONG).await;
        assert_eq!(drained.abandoned, 0);
        background::limit(usize::MAX);
    });
}

#[test]
fn failures_and_panics_harm_nobody_else_and_reach_the_guard() {
    #[has_side_effects("failing")]
    fn failing() {}
    #[is_side_effect_of("failing", background)]
    async fn fails() -> Result<(), &'static str> {
        Err("no")
    }
    #[is_side_effect_of("failing", background)]
    async fn panics() {
        yield_now().await;
        panic!("boom");
    }
    #[is_side_effect_of("failing", background)]
    fn panics_on_its_thread() {
        panic!("bang");
    }
    alone(current_thread(), async {
        let (_log, events) = logged();
        failing();
        let drained = background::drain(LONG).await;
        assert_eq!((drained.finished, drained.abandoned), (3, 0));
        let failures = events.failures();
        let texts = failures.iter().map(|failure| failure.error().to_owned());
        assert_eq!(
            sorted(texts.collect()),
            ["no", "panicked: bang", "panicked: boom"]
        );
    });
}

#[test]
fn what_they_fire_is_seen_by_the_guards_of_the_origin_and_held_by_no_hold() {
    #[has_side_effects("outer_event")]
    fn outer() {}
    #[is_side_effect_of("outer_event", background)]
    async fn fires_another() {
        yield_now().await;
        fire!("nested_event");
    }
    alone(multi_thread(), async {
        let (_log, events) = logged();
        outer();
        let held = hold_side_effects();
        background::drain(LONG).await;
        assert_eq!(events, ["outer_event", "nested_event"]);
        assert!(held.is_empty());
    });
    alone(current_thread(), async {
        let (_log, events) = logged();
        outer();
        let held = hold_side_effects();
        background::drain(LONG).await;
        assert_eq!(events, ["outer_event", "nested_event"]);
        assert!(
            held.is_empty(),
            "a task is not in the hold of the thread it runs on"
        );
    });
}

#[test]
fn suppressed_events_spawn_nothing() {
    alone(current_thread(), async {
        let events = disable_side_effects();
        place("tea".into()).await.unwrap();
        remove("Bob");
        assert_eq!(background::pending(), 0);
        assert_eq!(events, ["placed", "removed"]);
    });
}

#[test]
fn held_events_spawn_when_they_are_released() {
    alone(current_thread(), async {
        let (log, _events) = logged();
        hold(async {
            place("tea".into()).await?;
            remove("Bob");
            assert_eq!(background::pending(), 0);
            Ok::<_, String>(())
        })
        .await
        .unwrap();
        hold(async {
            remove("rolled back");
            Err::<(), _>(())
        })
        .await
        .unwrap_err();
        background::drain(LONG).await;
        assert_eq!(
            sorted(log.take()),
            [
                "confirmed tea 3",
                "indexed tea",
                "inline tea",
                "unindexed Bob"
            ]
        );
    });
}

#[test]
fn a_sync_release_hands_events_with_async_handlers_to_the_background() {
    alone(current_thread(), async {
        let (log, events) = logged();
        let held = hold_side_effects();
        place("tea".into()).await.unwrap();
        let released = held.release();
        assert_eq!(released.len(), 1);
        assert!(released.failures().is_empty());
        assert_eq!(
            events,
            ["placed"],
            "guards collect what is released, and at once"
        );
        assert!(log.take().is_empty());
        drop(held);
        background::drain(LONG).await;
        assert_eq!(
            sorted(log.take()),
            ["confirmed tea 3", "indexed tea", "inline tea"]
        );
    });
}

#[test]
fn a_clone_that_panics_fails_a_held_handler_once() {
    struct Bomb;
    impl Clone for Bomb {
        fn clone(&self) -> Self {
            panic!("boom")
        }
    }
    #[has_side_effects("held_bomb")]
    async fn bomb(bomb: &Bomb, other: u8) {
        let _ = (bomb, other);
    }
    #[is_side_effect_of("held_bomb", background)]
    async fn needs_it(_bomb: &Bomb) {
        unreachable!();
    }
    #[is_side_effect_of("held_bomb")]
    async fn needs_another(other: u8, log: Dep<Log>) {
        log.add(format!("other {other}"));
    }
    alone(current_thread(), async {
        let (log, events) = logged();
        hold(bomb(&Bomb, 3)).await;
        assert_eq!(log.take(), ["other 3"]);
        let failures = events.failures();
        assert_eq!(failures.len(), 1, "{failures:?}");
        assert_eq!(failures[0].error(), "panicked: boom");
        assert_eq!(background::pending(), 0);
    });
}

#[test]
fn a_hold_whose_future_is_dropped_while_it_releases_loses_but_what_was_running() {
    async fn block() -> Result<(), String> {
        for order in ["one", "two", "three"] {
            place(order.into()).await?;
        }
        Ok(())
    }
    alone(current_thread(), async {
        let (log, events) = logged();
        let in_block = polls(side_effects::Hold::new().wrap(block()));
        let whole = polls(hold(block()));
        assert_eq!(
            whole,
            in_block + 3,
            "each has an inline handler that waits once"
        );
        background::drain(LONG).await;
        log.take();
        events.clear();
        for count in in_block..whole {
            {
                let mut held = pin!(hold(block()));
                let mut context = Context::from_waker(Waker::noop());
                for _ in 0..count {
                    assert!(held.as_mut().poll(&mut context).is_pending());
                }
            }
            let drained = background::drain(LONG).await;
            assert_eq!(drained.abandoned, 0);
            let expected: Vec<_> = (["one", "two", "three"].iter())
                .flat_map(|order| {
                    let length = order.len();
                    [
                        format!("confirmed {order} {length}"),
                        format!("indexed {order}"),
                        format!("inline {order}"),
                    ]
                })
                .collect();
            assert_eq!(
                sorted(log.take()),
                sorted(expected),
                "dropped after {count} polls"
            );
            assert_eq!(events, ["placed"; 3]);
            events.clear();
        }
    });
}

#[test]
fn by_hand_nothing_starts_before_it_is_told_to() {
    alone(current_thread(), async {
        let (log, events) = logged();
        let events = events.manual();
        place("tea".into()).await.unwrap();
        remove("Bob");
        assert_eq!(background::pending(), 0);
        assert_eq!(log.take(), ["inline tea"]);
        let pending: Vec<_> = (events.pending().iter())
            .map(|pending| (pending.label(), pending.handler()))
            .collect();
        assert_eq!(
            pending,
            [
                ("placed", "background::confirm"),
                ("placed", "background::index"),
                ("removed", "background::unindex")
            ]
        );
        assert_eq!(events.run_pending().await, 3);
        assert_eq!(
            log.take(),
            ["confirmed tea 3", "indexed tea", "unindexed Bob"]
        );
        assert!(events.pending().is_empty());
        assert_eq!(events.run_pending().await, 0);
    });
}

#[test]
fn by_hand_needs_no_runtime() {
    let (log, events) = logged();
    let events = events.manual();
    remove("Bob");
    assert_eq!(polls(events.run_pending()), 1);
    assert_eq!(log.take(), ["unindexed Bob"]);
}

#[test]
fn a_handler_that_takes_the_event_gets_what_can_be_copied() {
    struct NotClone;
    #[has_side_effects("whole_event")]
    fn whole(name: &str, connection: &NotClone) {
        let _ = (name, connection);
    }
    #[is_side_effect_of("whole_event", background)]
    async fn takes_it(event: &Event<'_>, log: Dep<Log>) {
        yield_now().await;
        log.add(event.arg::<str>("name").unwrap());
        log.add(
            event
                .try_arg::<NotClone>("connection")
                .err()
                .unwrap()
                .to_string(),
        );
    }
    alone(multi_thread(), async {
        let (log, _events) = logged();
        whole("Ada", &NotClone);
        background::drain(LONG).await;
        let texts = log.take();
        assert_eq!(texts[0], "Ada");
        assert!(texts[1].contains("has no `Clone`"), "{}", texts[1]);
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

#[has_side_effects("background/cut_off")]
async fn hung_up() {}

#[is_side_effect_of("background/cut_off")]
async fn waits() {
    std::future::pending::<()>().await;
}

#[is_side_effect_of("background/cut_off", order = 1)]
fn never_runs() {}

#[is_side_effect_of("background/cut_off", order = 2, background)]
async fn goes_on() {}

#[test]
fn what_runs_in_the_background_is_not_said_to_be_cut_off() {
    let trace = alone(current_thread(), async {
        trace_of(|| assert!(hung_up().now_or_never().is_none()))
    });
    let warning = trace.iter().find(|line| line.starts_with("WARN")).unwrap();
    assert!(
        warning.ends_with("handlers=background::waits, background::never_runs"),
        "{warning}"
    );
}
