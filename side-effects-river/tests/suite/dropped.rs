//! A transaction whose future is dropped where it waits.

use std::cell::Cell;

use side_effects::background;

use crate::common::{OrderError, Shop, drop_after, drop_once, eventually, place_order, seconds};

const ARTICLES: [&str; 2] = ["teapot", "cup"];

/// How far a poll gets depends on what the database has answered by then: several rounds meet
/// more points.
const ROUNDS: u32 = 3;

/// Places the orders, and says when the body is done.
async fn place(shop: &Shop, is_placed: &Cell<bool>) -> Result<(), OrderError> {
    let placed = shop.river.transaction(async |tx| {
        for article in ARTICLES {
            place_order(tx, article).await?;
        }
        is_placed.set(true);
        Ok::<_, OrderError>(())
    });
    placed.await
}

/// Whether all is done; or else, nothing is.
async fn is_all_done(shop: &Shop) -> bool {
    shop.settle().await;
    let (orders, jobs) = (shop.orders().await, shop.jobs().await.len());
    if orders.is_empty() {
        assert_eq!(jobs, 0);
        assert_eq!(shop.ledger("audited").await, [""; 0]);
        shop.events.assert_nothing_fired();
        return false;
    }
    assert_eq!(orders, ARTICLES);
    assert_eq!(jobs, 2);
    // A task goes on with that.
    eventually(ARTICLES.map(String::from).to_vec(), || {
        shop.ledger("audited")
    })
    .await;
    assert_eq!(shop.events, ["order_placed"; 2]);
    true
}

#[tokio::test]
async fn at_any_point_either_all_is_done_or_nothing() {
    let Some(mut shop) = Shop::open().await else {
        return;
    };
    let (mut nothing, mut all) = (0, 0);
    for _ in 0..ROUNDS {
        for polls in 0.. {
            let done = drop_after(polls, place(&shop, &Cell::new(false))).await;
            if is_all_done(&shop).await {
                all += u32::from(done.is_none());
            } else {
                assert!(done.is_none(), "after {polls} polls");
                nothing += 1;
            }
            shop = shop.reopen().await;
            if let Some(done) = done {
                done.unwrap();
                break;
            }
        }
        // The last point where it waits is behind its body; by counting polls, it may be missed.
        let is_placed = Cell::new(false);
        let done = drop_once(place(&shop, &is_placed), || is_placed.get()).await;
        assert!(done.is_none(), "behind its body, it waits for the commit");
        assert!(is_all_done(&shop).await, "from then on, a task goes on");
        all += 1;
        shop = shop.reopen().await;
    }
    println!(
        "dropped at {} points: {nothing} with nothing, {all} with all",
        nothing + all
    );
    assert!(
        nothing > 0 && all > 0,
        "{nothing} with nothing, {all} with all"
    );
}

/// A program that ends would cut it off, between the commit and the handlers after it.
#[tokio::test]
async fn a_drain_waits_for_what_goes_on_without_its_caller() {
    let Some(mut shop) = Shop::open().await else {
        return;
    };
    for _ in 0..ROUNDS {
        let is_placed = Cell::new(false);
        let done = drop_once(place(&shop, &is_placed), || is_placed.get()).await;
        assert!(done.is_none(), "behind its body, it waits for the commit");
        background::drain(seconds(60.)).await;
        assert_eq!(shop.orders().await, ARTICLES);
        assert_eq!(shop.ledger("audited").await, ARTICLES);
        shop = shop.reopen().await;
    }
}
