//! The shop with its effects: what a call of the storefront comes to, once its transaction is through.

mod common;

use std::collections::HashSet;

use shop_server::catch_up::{CaughtUp, catch_up};
use shop_server::storefront::{Refused, Storefront as _};
use side_effects::{disable_side_effects, link};

use crate::common::Shop;

link!(shop_effects);

#[tokio::test]
async fn an_order_is_mailed_packed_indexed_written_down_and_credited() {
    let shop = Shop::open().await;
    let events = shop.record();
    let ada = shop.river.register("ada@example.org", "Ada").await.unwrap();

    let order = shop.river.place(ada.id, "teapot", 2).await.unwrap();

    // In the order of the commit: what was inline is done, and what was not waits.
    assert_eq!(events, ["customer_registered", "order_placed"]);
    let entries = [
        ("customer_registered".to_owned(), ada.id),
        ("order_placed".to_owned(), order.id),
    ];
    assert_eq!(shop.audit.entries().unwrap(), HashSet::from(entries));
    assert_eq!(shop.number("SELECT sum(points) FROM loyalty").await, 2);
    assert_eq!(shop.search.find("ada teapot").await.unwrap(), []);
    assert_eq!(shop.letters.sent(), [""; 0]);

    assert_eq!(events.run_pending().await, 3);

    assert_eq!(
        shop.search.find("ada teapot").await.unwrap()[0].order,
        order.id
    );
    assert_eq!(
        shop.letters.sent(),
        [
            "mail to ada@example.org: Order 1 confirmed",
            "parcel of order 1: 2 × teapot"
        ]
    );
    events.assert_no_failures();
}

#[tokio::test]
async fn the_jobs_of_an_order_hold_what_the_effects_are_bound_to_and_no_more() {
    let shop = Shop::open().await;
    let events = shop.record();
    let ada = shop.river.register("ada@example.org", "Ada").await.unwrap();
    shop.river.place(ada.id, "teapot", 2).await.unwrap();

    let pending = events.pending();
    let tell = pending
        .iter()
        .find(|waits| waits.handler().ends_with("warehouse::tell"));
    let order = serde_json::json!({
        "return_value": {"id": 1, "customer": 1, "article": "teapot", "count": 2, "state": "placed"}
    });
    assert_eq!(*tell.unwrap().args(), order);
}

#[tokio::test]
async fn an_order_that_is_rolled_back_has_no_effects() {
    let shop = Shop::open().await;
    let events = shop.record();
    let ada = shop.river.register("ada@example.org", "Ada").await.unwrap();
    events.clear();

    let refused = shop.river.place(ada.id, "difference engine", 1).await;

    assert!(
        matches!(refused, Err(Refused::Shop(shop::Error::SoldOut { .. }))),
        "{refused:?}"
    );
    events.assert_nothing_fired();
    assert_eq!(events.pending().len(), 0);
    assert_eq!(shop.number("SELECT count(*) FROM orders").await, 0);
    assert_eq!(shop.number("SELECT count(*) FROM river_job").await, 0);
    assert_eq!(
        shop.audit.entries().unwrap().len(),
        1,
        "the one of the customer"
    );
}

#[tokio::test]
async fn purchasing_hears_of_low_stock_after_the_commit() {
    let shop = Shop::open().await;
    let events = shop.record();
    let ada = shop.river.register("ada@example.org", "Ada").await.unwrap();
    shop.river.place(ada.id, "saucer", 3).await.unwrap();
    assert_eq!(shop.letters.sent(), ["alert: only 9 × saucer left"]);
    events.assert_no_failures();
}

#[tokio::test]
async fn what_a_crash_has_lost_is_caught_up_with_once() {
    let shop = Shop::open().await;
    // As if the process had been killed after each commit.
    let lost = disable_side_effects();
    let ada = shop.river.register("ada@example.org", "Ada").await.unwrap();
    for _ in 0..3 {
        shop.river.place(ada.id, "teapot", 2).await.unwrap();
    }
    shop.river.cancel(1).await.unwrap();
    shop.river.ship(2).await.unwrap();
    drop(lost);

    let catch_up = async || {
        catch_up(shop.river.pool(), &shop.audit, &shop.search)
            .await
            .unwrap()
    };
    // A customer and three orders, and what became of two of these.
    assert_eq!(
        catch_up().await,
        CaughtUp {
            audit: 6,
            index: 3,
            loyalty: 3
        }
    );
    assert_eq!(catch_up().await, CaughtUp::default());

    assert_eq!(shop.search.find("teapot").await.unwrap().len(), 3);
    assert_eq!(shop.number("SELECT sum(points) FROM loyalty").await, 4);
    let events = ["order_placed", "order_cancelled", "order_shipped"];
    let entries = shop.audit.entries().unwrap();
    let count = |event| entries.iter().filter(|(found, _)| found == event).count();
    assert_eq!(events.map(count), [3, 1, 1]);
}

#[tokio::test]
async fn there_is_nothing_to_catch_up_with_where_nothing_was_lost() {
    let shop = Shop::open().await;
    let events = shop.record();
    let ada = shop.river.register("ada@example.org", "Ada").await.unwrap();
    for _ in 0..2 {
        shop.river.place(ada.id, "teapot", 2).await.unwrap();
    }
    shop.river.cancel(1).await.unwrap();
    shop.river.ship(2).await.unwrap();
    events.run_pending().await;
    events.assert_no_failures();

    let caught_up = catch_up(shop.river.pool(), &shop.audit, &shop.search)
        .await
        .unwrap();

    assert_eq!(caught_up, CaughtUp::default());
}
