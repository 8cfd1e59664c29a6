//! The trap: a handler with a pool of its own waits for a row that its own caller's
//! transaction has locked. The caller waits for the handler, and so nobody moves until
//! the database has had enough. SQLite, where one transaction writes at a time, has it
//! at every write.

use std::sync::Arc;
use std::time::Duration;

use side_effects::{Dep, has_side_effects, hold, is_side_effect_of};
use sqlx::{Pool, Transaction};

use super::shop::{Outcome, Shop};
use crate::engine::{Db, WAITED_TOO_LONG};

/// Takes an article out of stock, in the caller's transaction, which has its row from
/// then on.
#[has_side_effects("article_sold")]
async fn sell(tx: &mut Transaction<'_, Db>, article: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE articles SET stock = stock - 1 WHERE name = $1")
        .bind(article)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Count it as sold, in the same row.
#[is_side_effect_of("article_sold")]
async fn count_as_sold(article: &str, statistics: Dep<Statistics>) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE articles SET sold = sold + 1 WHERE name = $1")
        .bind(article)
        .execute(&statistics.0)
        .await?;
    Ok(())
}

struct Statistics(Pool<Db>);

async fn sell_a_teapot(shop: &Shop) -> Outcome {
    let mut tx = shop.pool.begin().await?;
    sell(&mut tx, "teapot").await?;
    tx.commit().await?;
    Ok(())
}

/// Short, since a handler that is going to fail waits as long.
const PATIENCE: Duration = Duration::from_millis(100);

#[tokio::test]
async fn without_a_hold_a_handler_waits_for_its_caller_until_it_gives_up() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let statistics = Statistics(shop.pool_with(PATIENCE).await);
    let shop = shop.provide(Arc::new(statistics));
    sell_a_teapot(&shop).await.unwrap();

    let failures = shop.events.failures();
    assert_eq!(failures.len(), 1);
    let error = failures[0].error();
    assert!(error.contains(WAITED_TOO_LONG), "{error}");
    assert_eq!(shop.stock_and_sold("teapot").await, (9, 0));
}

#[tokio::test]
async fn in_a_hold_it_runs_when_its_caller_is_out_of_the_way() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let statistics = Statistics(shop.pool_with(PATIENCE).await);
    let shop = shop.provide(Arc::new(statistics));
    hold(sell_a_teapot(&shop)).await.unwrap();

    shop.events.assert_no_failures();
    assert_eq!(shop.stock_and_sold("teapot").await, (9, 1));
}

/// The client hangs up while the handler waits for its caller. Both are dropped, and
/// the transaction is rolled back; but the database still has the handler's statement,
/// and has just got what it waited for.
#[tokio::test]
async fn without_a_hold_it_even_gets_through_when_its_caller_is_dropped() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let pool = shop.pool_with(Duration::from_secs(30)).await;
    let shop = shop.provide(Arc::new(Statistics(pool.clone())));
    let timed_out = tokio::time::timeout(PATIENCE, sell_a_teapot(&shop)).await;
    assert!(timed_out.is_err());
    assert_eq!(shop.events, ["article_sold"]);

    pool.close().await;
    shop.settle().await;
    assert_eq!(shop.stock_and_sold("teapot").await, (10, 1));
}
