//! An error of a statement that nobody looked at, and what the commit makes of it.
//!
//! PostgreSQL aborts a transaction at its first statement that fails: those after it
//! fail as well, and `COMMIT` is answered by `ROLLBACK`. That is not an error of the
//! protocol, and sqlx's `commit()` returns `Ok`. So code that ignores the error of one
//! statement is told that it has committed what is gone, and a hold that goes by its
//! value releases effects of what never happened. SQLite takes back the one statement,
//! and commits the rest.
//!
//! There are two ways out. [`commit`] makes it an error. A savepoint around the
//! statement that may fail keeps the transaction alive, on both engines.

use side_effects::hold;
use sqlx::{Connection as _, Transaction};

use super::shop::{Outcome, Shop, place_order};
use crate::engine::{AN_ERROR_ABORTS, Db};

/// Commits; an error where that would roll back instead.
///
/// A query that does nothing asks whether the transaction is alive: in one that
/// PostgreSQL has aborted, it fails as every other statement does, with SQLSTATE 25P02,
/// `in_failed_sql_transaction`. That is one round trip more. Between the two, no
/// statement can fail, since the transaction is ours alone; a commit that itself fails,
/// by a deferred constraint or a serialization failure, is an error anyway.
async fn commit(mut tx: Transaction<'_, Db>) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT 1").execute(&mut *tx).await?;
    tx.commit().await
}

/// Adds an article that exists, and so fails.
async fn add_teapot(tx: &mut Transaction<'_, Db>) -> Result<(), sqlx::Error> {
    let insert = sqlx::query("INSERT INTO articles VALUES ('teapot', 10, 0)");
    insert.execute(&mut **tx).await?;
    Ok(())
}

#[tokio::test]
async fn the_driver_says_ok_though_postgres_rolls_back() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        add_teapot(&mut tx).await.unwrap_err(); // "it is there already? fine"
        tx.commit().await?;
        Ok(())
    })
    .await;
    placed.unwrap();
    if AN_ERROR_ABORTS {
        assert!(shop.orders().await.is_empty());
        assert_eq!(shop.audited_unseen().await, ["teapot"]);
    } else {
        assert_eq!(shop.orders().await, ["teapot"]);
        assert_eq!(shop.audited().await, ["teapot"]);
    }
}

#[tokio::test]
async fn a_query_before_the_commit_makes_it_an_error() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed: Result<(), sqlx::Error> = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        add_teapot(&mut tx).await.unwrap_err();
        commit(tx).await
    })
    .await;
    if AN_ERROR_ABORTS {
        let error = placed.unwrap_err();
        let code = error.as_database_error().unwrap().code();
        assert_eq!(code.as_deref(), Some("25P02"), "{error}");
        shop.settle().await;
        assert!(shop.orders().await.is_empty());
        assert!(shop.audited().await.is_empty());
        shop.events.assert_nothing_fired();
    } else {
        placed.unwrap();
        assert_eq!(shop.orders().await, ["teapot"]);
        assert_eq!(shop.audited().await, ["teapot"]);
    }
}

#[tokio::test]
async fn that_query_lets_a_sound_transaction_commit() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed: Result<(), sqlx::Error> = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        commit(tx).await
    })
    .await;
    placed.unwrap();
    assert_eq!(shop.orders().await, ["teapot"]);
    assert_eq!(shop.audited().await, ["teapot"]);
}

#[tokio::test]
async fn a_savepoint_around_what_may_fail_keeps_the_rest() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed: Result<(), sqlx::Error> = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        let mut savepoint = tx.begin().await?;
        add_teapot(&mut savepoint).await.unwrap_err();
        savepoint.rollback().await?;
        commit(tx).await
    })
    .await;
    placed.unwrap();
    assert_eq!(shop.orders().await, ["teapot"]);
    assert_eq!(shop.audited().await, ["teapot"]);
}
