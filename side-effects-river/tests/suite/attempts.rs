//! What fails is tried again, with growing delays, and not for ever.

use std::time::Duration;

use side_effects_river::State;

use crate::common::{Shop, eventually, place_in_background, seconds};

#[tokio::test]
async fn what_fails_once_is_done_at_the_second_attempt_with_the_same_key() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("fails once").await.unwrap();
    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Completed]).await;
    worker.stop(seconds(30.)).await;

    let job = &shop.jobs().await[0];
    assert_eq!(job.attempt, 2);
    let errors: Vec<_> = job.errors.iter().map(|e| (e.attempt, &*e.error)).collect();
    assert_eq!(errors, [(1, "not yet")]);
    let key = job.key.clone();
    assert_eq!(
        shop.attempts("begun").await,
        [(1, key.clone()), (2, key.clone())]
    );
    assert_eq!(shop.attempts("done").await, [(2, key)]);
}

#[tokio::test]
async fn what_fails_again_and_again_is_discarded_and_can_be_retried_by_hand() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("fails").await.unwrap();
    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Discarded]).await;

    let job = &shop.jobs().await[0];
    assert_eq!((job.attempt, job.max_attempts), (3, 3));
    let error = "the mail server refused: no rows returned by a query that expected to return at \
                 least one row";
    let errors: Vec<_> = job.errors.iter().map(|e| (e.attempt, &*e.error)).collect();
    assert_eq!(
        errors,
        [(1, error), (2, error), (3, error)],
        "with its source"
    );
    assert!(job.finalized_at.is_some());

    shop.river.jobs().retry(job.id).await.unwrap();
    eventually(4, async || shop.ledger("begun").await.len()).await;
    shop.until_states(&[State::Discarded]).await;
    worker.stop(seconds(30.)).await;
    assert_eq!(shop.ledger("done").await, [""; 0]);
}

#[tokio::test]
async fn the_delays_grow_with_the_fourth_power_of_the_attempt() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("fails").await.unwrap();
    let worker = shop.river.worker().scope(shop.events.scope());
    let worker = worker.start().unwrap();
    for (attempt, expected) in [(1, 1.), (2, 16.)] {
        eventually(attempt, async || shop.jobs().await[0].errors.len()).await;
        let job = &shop.jobs().await[0];
        let failed_at = job.errors[attempt - 1].at;
        let delay = job
            .scheduled_at
            .duration_since(failed_at)
            .unwrap()
            .as_secs_f64();
        // River scatters them by a tenth; and the attempt takes a moment.
        assert!(
            (expected * 0.89..expected * 1.1 + 1.).contains(&delay),
            "{attempt}: {delay}"
        );
    }
    worker.stop(seconds(30.)).await;
}

#[tokio::test]
async fn the_delay_can_depend_on_the_attempt_and_the_error() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("fails").await.unwrap();
    let worker = shop.worker().retry(|attempt, error| {
        assert_eq!(error.to_string(), "the mail server refused");
        assert!(error.source().is_some());
        match attempt {
            1 => Duration::ZERO,
            _ => Duration::from_secs(3600),
        }
    });
    let worker = worker.start().unwrap();
    eventually(2, async || shop.jobs().await[0].errors.len()).await;
    worker.stop(seconds(30.)).await;

    let job = &shop.jobs().await[0];
    assert_eq!(job.state, State::Retryable);
    let delay = job.scheduled_at.duration_since(job.errors[1].at).unwrap();
    assert!((3600..3660).contains(&delay.as_secs()), "{delay:?}");
}

#[tokio::test]
async fn a_panic_is_a_failed_attempt_with_its_message() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("panics").await.unwrap();
    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Discarded]).await;
    worker.stop(seconds(30.)).await;

    let job = &shop.jobs().await[0];
    let errors: Vec<_> = job.errors.iter().map(|error| &*error.error).collect();
    let expected = [1, 2, 3].map(|attempt| format!("panicked: a bug in attempt {attempt}"));
    assert_eq!(errors, expected);
}

#[tokio::test]
async fn a_handler_that_outlives_its_time_is_dropped_and_has_failed() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("waits").await.unwrap();
    let worker = shop.worker().job_timeout(seconds(0.3)).start().unwrap();
    shop.until_states(&[State::Discarded]).await;
    shop.go_on(3);
    worker.stop(seconds(30.)).await;

    let job = &shop.jobs().await[0];
    assert_eq!(job.attempt, 3);
    for error in &job.errors {
        assert_eq!(
            error.error,
            "timed out: it had not finished after 300ms, and was cancelled"
        );
    }
    assert_eq!(shop.ledger("begun").await.len(), 3);
    assert_eq!(shop.ledger("done").await, [""; 0], "it was dropped");
}

#[tokio::test]
async fn a_sync_handler_that_outlives_its_time_has_failed_and_runs_on() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.river
        .transaction(async |_tx| {
            place_in_background("sleeps").await;
            Ok::<_, side_effects_river::Error>(())
        })
        .await
        .unwrap();
    let worker = shop
        .worker()
        .job_timeout(seconds(0.5))
        .retry(|_, _| Duration::from_secs(3600));
    let worker = worker.start().unwrap();
    shop.until_states(&[State::Retryable]).await;
    assert_eq!(shop.ledger("done").await, [""; 0]);
    eventually(1, async || shop.ledger("done").await.len()).await;
    worker.stop(seconds(30.)).await;

    let job = &shop.jobs().await[0];
    assert_eq!(
        job.state,
        State::Retryable,
        "its attempt has failed all the same"
    );
    assert!(job.errors[0].error.starts_with("timed out"), "{job:?}");
}
