//! Stopping a worker, and starting one that cannot do.

use side_effects_river::{Error, State, Stopped};

use crate::common::{Shop, eventually, place_in_background, seconds};

fn counts(stopped: Stopped) -> (usize, usize) {
    (stopped.finished, stopped.abandoned)
}

#[tokio::test]
async fn it_waits_for_what_runs_and_takes_nothing_more() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    for _ in 0..3 {
        shop.order("waits").await.unwrap();
    }
    let worker = shop.worker().queue("mail", 2).start().unwrap();
    eventually(2, async || shop.ledger("begun").await.len()).await;
    let stop = tokio::spawn(worker.stop(seconds(30.)));
    tokio::time::sleep(seconds(0.2)).await;
    assert!(!stop.is_finished());
    shop.go_on(2);
    assert_eq!(counts(stop.await.unwrap()), (2, 0));
    shop.until_states(&[State::Completed, State::Completed, State::Available])
        .await;
}

#[tokio::test]
async fn what_takes_too_long_is_abandoned_and_runs_again_elsewhere() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    for article in ["waits", "teapot"] {
        shop.order(article).await.unwrap();
    }
    let worker = shop.worker().start().unwrap();
    eventually(1, async || shop.ledger("done").await.len()).await;
    eventually(2, async || shop.ledger("begun").await.len()).await;
    shop.until_states(&[State::Running, State::Completed]).await;
    assert_eq!(counts(worker.stop(seconds(0.1)).await), (0, 1));
    assert_eq!(shop.states().await, [State::Available, State::Completed]);

    shop.go_on(1);
    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Completed; 2]).await;
    assert_eq!(counts(worker.stop(seconds(30.)).await), (0, 0));
    let job = &shop.jobs().await[0];
    assert_eq!(
        (job.attempt, job.errors.len()),
        (1, 0),
        "the first one did not count"
    );
    assert_eq!(shop.ledger("done").await, ["teapot", "waits"]);
}

#[tokio::test]
async fn a_sync_handler_that_takes_too_long_is_abandoned() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed = shop.river.transaction(async |_tx| {
        place_in_background("sleeps").await;
        Ok::<_, Error>(())
    });
    placed.await.unwrap();
    let worker = shop.worker().start().unwrap();
    eventually(1, async || shop.ledger("begun").await.len()).await;
    assert_eq!(counts(worker.stop(seconds(0.1)).await), (0, 1));
    assert_eq!(shop.states().await, [State::Available]);
    eventually(1, async || shop.ledger("done").await.len()).await;
}

#[tokio::test]
async fn one_that_is_dropped_gives_its_jobs_back() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("waits").await.unwrap();
    let worker = shop.worker().start().unwrap();
    eventually(1, async || shop.ledger("begun").await.len()).await;
    drop(worker);
    shop.until_states(&[State::Available]).await;
    assert_eq!(shop.jobs().await[0].errors.len(), 0);

    shop.go_on(1);
    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Completed]).await;
    worker.stop(seconds(30.)).await;
    assert_eq!(shop.jobs().await[0].attempt, 1);
}

#[tokio::test]
async fn what_fails_while_it_stops_has_finished() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("waits").await.unwrap();
    let worker = shop.worker().job_timeout(seconds(0.5)).start().unwrap();
    eventually(1, async || shop.ledger("begun").await.len()).await;
    assert_eq!(counts(worker.stop(seconds(30.)).await), (1, 0));
    assert_eq!(shop.jobs().await[0].errors.len(), 1);
}

#[tokio::test]
async fn settings_that_contradict_each_other_are_refused() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let worker = || shop.river.worker();
    let error = worker().rescue_after(seconds(62.)).start().unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, Error::Configuration(_)), "{text}");
    assert!(
        text.contains("rescue_after (62s)") && text.contains("job_timeout (60s)"),
        "{text}"
    );

    let error = worker().queue("mail", 0).start().unwrap_err();
    assert!(matches!(error, Error::Configuration(_)), "{error}");
    let error = worker().queue("mial", 1).start().unwrap_err();
    assert!(matches!(error, Error::UnknownQueue { .. }));
    assert!(
        error.to_string().contains("did you mean `mail`?"),
        "{error}"
    );
    let error = worker().poll_interval(seconds(0.001)).start().unwrap_err();
    assert!(matches!(error, Error::Configuration(_)), "{error}");
    let error = worker().job_timeout(seconds(0.)).start().unwrap_err();
    assert!(matches!(error, Error::Configuration(_)), "{error}");
}
