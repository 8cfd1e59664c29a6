//! Jobs are there once the transaction has committed, and run.

use side_effects::{Hold, background, hold};
use side_effects_river::State;

use crate::common::{
    OrderError, Shop, eventually, place_in_background, place_order, place_sync, seconds,
};

#[tokio::test]
async fn a_job_is_written_with_its_order_and_then_runs() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let id = shop.order("teapot").await.unwrap();
    assert_eq!(id, 1);
    assert_eq!(shop.orders().await, ["teapot"]);
    assert_eq!(
        shop.ledger("audited").await,
        ["teapot"],
        "released after the commit"
    );
    assert_eq!(shop.ledger("begun").await, [""; 0], "nobody works yet");
    let [job] = &shop.jobs().await[..] else {
        panic!("one job");
    };
    assert_eq!(
        (&*job.handler, &*job.label, &*job.queue),
        ("confirm", "order_placed", "mail")
    );
    assert_eq!(
        (job.state, job.attempt, job.max_attempts),
        (State::Available, 0, 3)
    );
    assert_eq!(job.args, serde_json::json!({"article": "teapot"}));

    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Completed]).await;
    assert_eq!(shop.ledger("done").await, ["teapot"]);
    assert_eq!(shop.attempts("done").await, [(1, job.key.clone())]);
    worker.stop(seconds(30.)).await;
}

#[tokio::test]
async fn what_an_inner_hold_has_kept_is_written_and_what_it_has_dropped_is_not() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed = shop.river.transaction(async |tx| {
        hold(place_order(tx, "teapot")).await?;
        let refused = hold(async {
            place_order(tx, "cup").await?;
            Err::<(), _>(OrderError::NoCredit)
        });
        refused.await.unwrap_err();
        Ok::<_, OrderError>(())
    });
    placed.await.unwrap();
    let jobs = shop.jobs().await;
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0].args["article"], "teapot");
    assert_eq!(shop.ledger("audited").await, ["teapot"]);
}

#[tokio::test]
async fn in_another_hold_the_jobs_are_committed_and_the_rest_waits_for_that() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let outer = Hold::new();
    outer.wrap(shop.order("teapot")).await.unwrap();
    assert_eq!(shop.states().await, [State::Available]);
    assert_eq!(shop.ledger("audited").await, [""; 0]);
    assert_eq!(outer.labels(), ["order_placed"]);

    outer.release_async().await;
    assert_eq!(shop.ledger("audited").await, ["teapot"]);
    assert_eq!(
        shop.states().await,
        [State::Available],
        "and not written again"
    );
}

#[tokio::test]
async fn a_hold_is_written_by_hand() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let hold = Hold::new();
    let mut tx = shop.river.pool().begin().await.unwrap();
    hold.wrap(place_order(&mut tx, "teapot")).await.unwrap();
    shop.river.write(&hold, &mut tx).await.unwrap();
    assert_eq!(shop.states().await, []);
    tx.commit().await.unwrap();
    assert_eq!(shop.states().await, [State::Available]);
    hold.release_async().await;
    assert_eq!(shop.states().await, [State::Available]);
    assert_eq!(shop.ledger("audited").await, ["teapot"]);
}

#[tokio::test]
async fn a_transaction_without_effects_commits() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let answer = shop.river.transaction(async |_tx| Ok::<_, OrderError>(42));
    assert_eq!(answer.await.unwrap(), 42);
}

/// One test for both, since only one queue is installed in a process.
#[tokio::test]
async fn outside_a_transaction_jobs_go_where_river_is_installed() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.river.install();
    place_in_background("teapot").await;
    assert_eq!(
        shop.states().await,
        [State::Available],
        "before the origin returns"
    );
    place_sync("cup");
    background::drain(seconds(30.)).await;
    assert_eq!(shop.states().await, [State::Available; 2]);

    let worker = shop.worker().start().unwrap();
    eventually(2, async || shop.ledger("done").await.len()).await;
    worker.stop(seconds(30.)).await;
}
