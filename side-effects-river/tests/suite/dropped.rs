//! A transaction whose future is dropped at every point where it waits.

use crate::common::{OrderError, Shop, drop_after, eventually, place_order};

const ARTICLES: [&str; 2] = ["teapot", "cup"];

/// How far a poll gets depends on what the database has answered by then: several rounds meet
/// more points.
const ROUNDS: u32 = 3;

#[tokio::test]
async fn at_any_point_either_all_is_done_or_nothing() {
    let Some(mut shop) = Shop::open().await else {
        return;
    };
    let (mut nothing, mut all) = (0, 0);
    for _ in 0..ROUNDS {
        for polls in 0.. {
            let order = shop.river.transaction(async |tx| {
                for article in ARTICLES {
                    place_order(tx, article).await?;
                }
                Ok::<_, OrderError>(())
            });
            let done = drop_after(polls, order).await;
            shop.settle().await;

            let (orders, jobs) = (shop.orders().await, shop.jobs().await.len());
            if orders.is_empty() {
                assert!(done.is_none());
                assert_eq!(jobs, 0, "after {polls} polls");
                assert_eq!(shop.ledger("audited").await, [""; 0]);
                shop.events.assert_nothing_fired();
                nothing += 1;
            } else {
                assert_eq!(orders, ARTICLES, "after {polls} polls");
                assert_eq!(jobs, 2, "after {polls} polls");
                // A task goes on with that.
                eventually(ARTICLES.map(String::from).to_vec(), || {
                    shop.ledger("audited")
                })
                .await;
                assert_eq!(shop.events, ["order_placed"; 2]);
                all += u32::from(done.is_none());
            }
            shop = shop.reopen().await;
            if let Some(done) = done {
                done.unwrap();
                break;
            }
        }
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
