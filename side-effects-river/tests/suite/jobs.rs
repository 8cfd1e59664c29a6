//! Jobs by hand: found, shown, retried, cancelled, deleted and counted.

use side_effects_river::{Error, Filter, State};

use crate::common::{OrderError, Shop, eventually, place_order, seconds};

async fn articles(shop: &Shop, filter: Filter) -> Vec<String> {
    let page = shop.river.jobs().list(&filter).await.unwrap();
    let article =
        |job: &side_effects_river::StoredJob| job.args["article"].as_str().unwrap().into();
    page.jobs.iter().map(article).collect()
}

#[tokio::test]
async fn they_are_listed_by_state_label_and_handler_on_pages() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    for article in ["teapot", "cup", "fails"] {
        shop.order(article).await.unwrap();
    }
    let all = Filter::new();
    assert_eq!(
        articles(&shop, all.clone()).await,
        ["fails", "cup", "teapot"]
    );
    assert_eq!(
        articles(&shop, all.clone().label("order_placed"))
            .await
            .len(),
        3
    );
    assert_eq!(
        articles(&shop, all.clone().handler("confirm")).await.len(),
        3
    );
    assert_eq!(
        articles(&shop, all.clone().handler("order_placed")).await,
        [""; 0]
    );
    assert_eq!(
        articles(&shop, all.clone().label("order-placed")).await,
        [""; 0]
    );
    assert_eq!(
        articles(&shop, all.clone().state(State::Discarded)).await,
        [""; 0]
    );

    let jobs = shop.river.jobs();
    let first = jobs.list(&all.clone().limit(2)).await.unwrap();
    let last = jobs
        .list(&all.clone().limit(2).before(first.next.unwrap()))
        .await
        .unwrap();
    assert_eq!((first.jobs.len(), last.jobs.len(), last.next), (2, 1, None));
    assert_eq!(last.jobs[0].args["article"], "teapot");

    let too_many = jobs.list(&all.clone().limit(10_001)).await;
    assert!(matches!(too_many, Err(Error::Configuration(_))));

    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Completed, State::Completed, State::Discarded])
        .await;
    worker.stop(seconds(30.)).await;
    let ended = all.state(State::Discarded).state(State::Completed);
    assert_eq!(
        articles(&shop, ended.label("order_placed").limit(2)).await,
        ["fails", "cup"]
    );
    let counts = jobs.counts().await.unwrap();
    assert_eq!(
        (counts[&State::Completed], counts[&State::Discarded]),
        (2, 1)
    );
    assert_eq!(counts.values().sum::<u64>(), 3);
    assert_eq!(counts.len(), State::ALL.len());
}

#[tokio::test]
async fn one_that_waits_is_cancelled_and_does_not_run() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("teapot").await.unwrap();
    let id = shop.jobs().await[0].id;
    let cancelled = shop.river.jobs().cancel(id).await.unwrap();
    assert_eq!(cancelled.state, State::Cancelled);

    let worker = shop.worker().start().unwrap();
    shop.order("cup").await.unwrap();
    shop.until_states(&[State::Cancelled, State::Completed])
        .await;
    assert_eq!(shop.ledger("begun").await, ["cup"]);

    shop.river.jobs().retry(id).await.unwrap();
    shop.until_states(&[State::Completed; 2]).await;
    worker.stop(seconds(30.)).await;
}

#[tokio::test]
async fn one_that_runs_is_cancelled_and_dropped_where_it_waits() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("waits").await.unwrap();
    let worker = shop.worker().start().unwrap();
    eventually(1, async || shop.ledger("begun").await.len()).await;
    let id = shop.jobs().await[0].id;
    let running = shop.river.jobs().delete(id).await;
    assert!(matches!(running, Err(Error::JobIsRunning { id: it }) if it == id));

    shop.river.jobs().cancel(id).await.unwrap();
    shop.until_states(&[State::Cancelled]).await;
    shop.go_on(1);
    worker.stop(seconds(30.)).await;
    assert_eq!(shop.ledger("done").await, [""; 0]);
}

#[tokio::test]
async fn one_is_deleted_and_then_there_is_none() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("teapot").await.unwrap();
    let (jobs, id) = (shop.river.jobs(), shop.jobs().await[0].id);
    assert_eq!(jobs.delete(id).await.unwrap().args["article"], "teapot");
    let none = |done| matches!(done, Err(Error::NoSuchJob { id: it }) if it == id);
    assert!(none(jobs.show(id).await));
    assert!(none(jobs.delete(id).await));
    assert!(none(jobs.retry(id).await));
    assert!(none(jobs.cancel(id).await));
}

#[tokio::test]
async fn those_of_others_are_neither_seen_nor_touched() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("teapot").await.unwrap();
    let id = shop.jobs().await[0].id;
    shop.execute("UPDATE river_job SET kind = 'report'").await;
    let jobs = shop.river.jobs();
    assert_eq!(shop.states().await, []);
    assert_eq!(jobs.counts().await.unwrap()[&State::Available], 0);
    for done in [
        jobs.show(id).await,
        jobs.retry(id).await,
        jobs.cancel(id).await,
        jobs.delete(id).await,
    ] {
        assert!(matches!(done, Err(Error::NoSuchJob { .. })), "{done:?}");
    }
    let worker = shop.worker().start().unwrap();
    shop.order("cup").await.unwrap();
    shop.until_states(&[State::Completed]).await;
    worker.stop(seconds(30.)).await;
    assert_eq!(shop.ledger("begun").await, ["cup"]);
}

/// A job of a hold that was written twice, by a mistake or a retry of the caller's.
#[tokio::test]
async fn a_key_is_stored_once() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let hold = side_effects::Hold::new();
    let mut tx = shop.river.pool().begin().await.unwrap();
    hold.wrap(place_order(&mut tx, "teapot")).await.unwrap();
    let jobs = hold.take_jobs();
    tx.rollback().await.unwrap();

    let twice = [jobs.clone(), jobs.clone()].concat();
    let queue: &dyn side_effects::durable::Queue = &shop.river;
    queue.write(twice).await.unwrap();
    queue.write(jobs.clone()).await.unwrap();
    assert_eq!(shop.states().await, [State::Available]);

    // Nor beside one that is not to run any more.
    let id = shop.jobs().await[0].id;
    shop.river.jobs().cancel(id).await.unwrap();
    queue.write(jobs.clone()).await.unwrap();
    assert_eq!(shop.states().await, [State::Cancelled]);
    shop.river.jobs().retry(id).await.unwrap();

    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Completed]).await;
    queue.write(jobs).await.unwrap();
    let placed: Result<_, OrderError> = shop.order("cup").await;
    placed.unwrap();
    shop.until_states(&[State::Completed; 2]).await;
    worker.stop(seconds(30.)).await;
    assert_eq!(shop.ledger("done").await, ["teapot", "cup"]);
}
