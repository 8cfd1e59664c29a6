//! A future that is dropped at every point where it waits: while it begins, inserts,
//! fires, commits and releases.
//!
//! Whatever the point, no effect runs for an order that is not there: that is the
//! promise of a hold. The converse is none. Between a commit and the last handler, a
//! future has to wait, for the answer to the commit if for nothing else; whoever drops
//! it there leaves an order without its effects, though the log tells of those that
//! were cut off or not reached. What must not get lost either has to be in a task of
//! its own, which a client that hangs up does not take along; and what must outlive
//! the process, in the transaction.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use side_effects::hold;

use super::shop::{Outcome, Shop, place_order};

const ARTICLES: [&str; 2] = ["teapot", "cup"];

/// What became of the futures that were dropped, by the rows that they left.
#[derive(Debug, Default)]
struct Tally {
    /// While the block ran, which ends with the commit: no order.
    rolled_back: u32,
    /// While the block ran: the commit was on its way, and the database got it.
    committed_unheard: u32,
    /// During the release, before the first effect was in the audit log.
    released_none: u32,
    /// Between the two.
    released_some: u32,
    /// When both were there.
    released_all: u32,
}

impl Tally {
    fn points(&self) -> u32 {
        self.rolled_back
            + self.committed_unheard
            + self.released_none
            + self.released_some
            + self.released_all
    }
}

/// Drives a future; drops it where it waits after so many polls. None if it did.
async fn drop_after<T>(polls: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut polled = 0;
    poll_fn(move |context| {
        if polled == polls {
            return Poll::Ready(None);
        }
        polled += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if polled == polls => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
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
    for _ in 0..10 {
        for polls in 0.. {
            let committed = Cell::new(false);
            let done = drop_after(polls, order(&shop, &committed)).await;
            shop.settle().await;
            let (orders, audited) = (shop.orders().await, shop.audited().await);

            assert!(orders.is_empty() || orders == ARTICLES, "{orders:?}");
            assert!(orders.starts_with(&audited), "{audited:?} of {orders:?}");
            if let Some(done) = done {
                done.unwrap();
                assert_eq!(audited, ARTICLES);
                break;
            }
            let point = match (committed.get(), orders.len(), audited.len()) {
                (false, 0, 0) => &mut tally.rolled_back,
                (false, 2, 0) => &mut tally.committed_unheard,
                (true, 2, 0) => &mut tally.released_none,
                (true, 2, 1) => &mut tally.released_some,
                (true, 2, 2) => &mut tally.released_all,
                other => panic!("after {polls} polls: {other:?}"),
            };
            *point += 1;
            shop = shop.reopen().await;
        }
        shop = shop.reopen().await;
    }
    println!("dropped at {} points: {tally:?}", tally.points());
    assert!(tally.rolled_back >= 10, "{tally:?}");
    assert!(tally.released_some > 0, "{tally:?}");
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
            tokio::task::yield_now().await;
        }
        assert_eq!(shop.orders().await, ARTICLES);
        assert_eq!(shop.audited().await, ARTICLES);
        shop = shop.reopen().await;
    }
}
