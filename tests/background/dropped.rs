//! Origins whose futures are dropped.

use futures_util::FutureExt as _;
use side_effects::{Dep, background, has_side_effects, is_side_effect_of};
use tokio::sync::Semaphore;

use crate::log::{Log, logged};
use crate::polls::{drop_after, polls};
use crate::recorder::trace_of;
use crate::{LONG, alone, current_thread, multi_thread, place};

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
            drop_after(count, place("tea".into()));
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
        warning.ends_with("handlers=background::dropped::waits, background::dropped::never_runs"),
        "{warning}"
    );
}
