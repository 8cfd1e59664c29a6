//! A future that is dropped at every point where it waits: while it begins, inserts,
//! fires, commits and releases.
//!
//! Whatever the point, no effect runs for an order that is not there: that is the
//! promise of a hold. The converse is none. Between a commit and the last handler, a
//! future has to wait, for the answer to the commit if for nothing else. Whoever drops
//! it before that is heard of leaves orders without effects; later, only the handler
//! that is running is cut off, which the log tells, and the events that were not reached
//! go to the background. Where all handlers are there anyway, only the answer to the
//! commit can be missed. To lose nothing, the whole block has to be in a task of its own,
//! which a client that hangs up does not take along; and what must outlive the process,
//! in the transaction.

use std::cell::Cell;

use side_effects::{Dep, background, has_side_effects, hold, is_side_effect_of};
use sqlx::Transaction;
use tokio::task::yield_now;

use super::drop_after::drop_after;
use super::shop::{AuditLog, Outcome, Shop, audit, insert_order, place_order};
use crate::engine::Db;

const ARTICLES: [&str; 2] = ["teapot", "cup"];

/// What became of the futures that were dropped, by the rows that they left.
#[derive(Debug, Default)]
struct Tally {
    /// While the block ran, which ends with the commit: no order.
    rolled_back: u32,
    /// While the block ran: the commit was on its way, and the database got it.
    committed_unheard: u32,
    /// During the release: the handler that was running was cut off.
    cut_off: u32,
    /// During the release: it had done its work.
    released_all: u32,
}

impl Tally {
    fn points(&self) -> u32 {
        self.rolled_back + self.lost() + self.released_all
    }

    /// The futures that left orders without all of their effects.
    fn lost(&self) -> u32 {
        self.committed_unheard + self.cut_off
    }
}

/// Places two orders in one transaction, and says when it has committed.
async fn order(shop: &Shop, committed: &Cell<bool>) -> Outcome {
    hold(async {
        let mut tx = shop.pool.begin().await?;
        for article in ARTICLES {
            place_order(&mut tx, article).await?;
        }
        tx.commit().await?;
        committed.set(true);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn at_any_point_there_is_no_effect_without_its_order() {
    let Some(mut shop) = Shop::open().await else {
        return;
    };
    let mut tally = Tally::default();
    // How far a poll gets depends on what the database has answered by then: several
    // rounds meet more points.
    for _ in 0..5 {
        for polls in 0.. {
            let committed = Cell::new(false);
            let done = drop_after(polls, order(&shop, &committed)).await;
            while background::pending() > 0 {
                yield_now().await;
            }
            shop.settle().await;
            let (orders, audited) = (shop.orders().await, shop.audited().await);

            assert!(orders.is_empty() || orders == ARTICLES, "{orders:?}");
            assert!(
                audited.iter().all(|article| orders.contains(article)),
                "{audited:?} of {orders:?}"
            );
            if let Some(done) = done {
                done.unwrap();
                assert_eq!(audited, ARTICLES);
                break;
            }
            let point = match (committed.get(), orders.len(), audited.len()) {
                (false, 0, 0) => &mut tally.rolled_back,
                (false, 2, 0) => &mut tally.committed_unheard,
                (true, 2, 1) => &mut tally.cut_off,
                (true, 2, 2) => &mut tally.released_all,
                other => panic!("after {polls} polls: {other:?}"),
            };
            *point += 1;
            shop = shop.reopen().await;
        }
        shop = shop.reopen().await;
    }
    println!("dropped at {} points: {tally:?}", tally.points());
    assert!(tally.rolled_back > 0, "{tally:?}");
    assert!(
        tally.lost() > 0,
        "what a hold alone does not promise: {tally:?}"
    );
}

/// The same as `place_order`.
#[has_side_effects("order_placed_quickly")]
async fn place_quickly(tx: &mut Transaction<'_, Db>, article: &str) -> Result<i64, sqlx::Error> {
    insert_order(tx, article).await
}

/// The same as `audit`, but nobody waits for it.
#[is_side_effect_of("order_placed_quickly", background)]
async fn audit_in_background(
    article: &str,
    return_value: i64,
    log: Dep<AuditLog>,
) -> Result<(), sqlx::Error> {
    audit(article, return_value, log).await
}

#[tokio::test]
async fn in_the_background_nothing_is_lost_once_the_commit_was_heard_of() {
    let Some(mut shop) = Shop::open().await else {
        return;
    };
    let mut heard_of = 0;
    for _ in 0..5 {
        for polls in 0.. {
            let committed = Cell::new(false);
            let order = hold(async {
                let mut tx = shop.pool.begin().await?;
                for article in ARTICLES {
                    place_quickly(&mut tx, article).await?;
                }
                tx.commit().await?;
                committed.set(true);
                Outcome::Ok(())
            });
            let done = drop_after(polls, order).await;
            while background::pending() > 0 {
                yield_now().await;
            }
            shop.settle().await;
            let (orders, mut audited) = (shop.orders().await, shop.audited().await);
            shop = shop.reopen().await;
            if committed.get() {
                assert_eq!(orders, ARTICLES);
                audited.sort(); // they ran side by side
                assert_eq!(audited, ["cup", "teapot"]);
                heard_of += 1;
            } else {
                assert!(audited.is_empty(), "{audited:?} of {orders:?}");
            }
            if let Some(done) = done {
                done.unwrap();
                break;
            }
        }
    }
    assert_eq!(
        heard_of, 5,
        "there is no point between the two to be dropped at"
    );
}

#[tokio::test]
async fn in_a_task_of_its_own_every_order_has_its_effects() {
    let Some(mut shop) = Shop::open().await else {
        return;
    };
    for polls in 0..=1 {
        let pool = shop.pool.clone();
        let task = tokio::spawn(hold(async move {
            let mut tx = pool.begin().await?;
            for article in ARTICLES {
                place_order(&mut tx, article).await?;
            }
            tx.commit().await
        }));
        assert!(drop_after(polls, task).await.is_none());
        while shop.audited().await.len() < 2 {
            yield_now().await;
        }
        assert_eq!(shop.orders().await, ARTICLES);
        assert_eq!(shop.audited().await, ARTICLES);
        shop = shop.reopen().await;
    }
}
