//! How many run at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use side_effects::{background, has_side_effects, is_side_effect_of};
use tokio::sync::Semaphore;
use tokio::task::yield_now;

use crate::log::logged;
use crate::{LONG, alone, current_thread, multi_thread, slow};

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
