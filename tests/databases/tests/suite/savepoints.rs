//! A hold around each savepoint: what is rolled back there has no effects, and what
//! is kept has them after the commit of the outermost transaction.

use side_effects::hold;
use sqlx::{Connection as _, Transaction};

use super::shop::{Outcome, Shop, place_order};
use crate::engine::Db;

/// Places an order in a savepoint of its own, in a hold of its own.
async fn kept(tx: &mut Transaction<'_, Db>, article: &str) -> Outcome {
    hold(async {
        let mut savepoint = tx.begin().await?;
        place_order(&mut savepoint, article).await?;
        savepoint.commit().await?;
        Ok(())
    })
    .await
}

/// The same, but changes its mind.
async fn rolled_back(tx: &mut Transaction<'_, Db>, article: &str) {
    let refused: Outcome = hold(async {
        let mut savepoint = tx.begin().await?;
        place_order(&mut savepoint, article).await?;
        Err("out of stock".into())
    })
    .await;
    assert_eq!(refused.unwrap_err().to_string(), "out of stock");
}

#[tokio::test]
async fn what_is_kept_waits_for_the_outermost_commit() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        kept(&mut tx, "cup").await?;
        rolled_back(&mut tx, "spoon").await;
        assert!(shop.audited().await.is_empty());
        tx.commit().await?;
        assert!(shop.audited().await.is_empty());
        Ok(())
    })
    .await;
    placed.unwrap();
    assert_eq!(shop.orders().await, ["teapot", "cup"]);
    assert_eq!(shop.audited().await, ["teapot", "cup"]);
}

#[tokio::test]
async fn what_was_kept_goes_with_the_outermost_transaction() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let refused: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        kept(&mut tx, "cup").await?;
        Err("the customer has no credit".into())
    })
    .await;
    refused.unwrap_err();
    shop.settle().await;
    assert!(shop.orders().await.is_empty());
    assert!(shop.audited().await.is_empty());
}

#[tokio::test]
async fn they_nest() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        let dropped: Outcome = hold(async {
            let mut outer = tx.begin().await?;
            kept(&mut outer, "spoon").await?;
            Err("no spoons after all".into())
        })
        .await;
        dropped.unwrap_err();
        hold(async {
            let mut outer = tx.begin().await?;
            kept(&mut outer, "teapot").await?;
            rolled_back(&mut outer, "spoon").await;
            kept(&mut outer, "cup").await?;
            outer.commit().await?;
            Outcome::Ok(())
        })
        .await?;
        tx.commit().await?;
        Ok(())
    })
    .await;
    placed.unwrap();
    assert_eq!(shop.orders().await, ["teapot", "cup"]);
    assert_eq!(shop.audited().await, ["teapot", "cup"]);
}

/// The hold knows nothing of the database: it goes by the value of its own block.
#[tokio::test]
async fn a_savepoint_without_a_hold_of_its_own_has_effects_though_it_is_rolled_back() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        let mut savepoint = tx.begin().await?;
        place_order(&mut savepoint, "spoon").await?;
        savepoint.rollback().await?;
        tx.commit().await?;
        Ok(())
    })
    .await;
    placed.unwrap();
    assert_eq!(shop.orders().await, ["teapot"]);
    assert_eq!(shop.audited_unseen().await, ["spoon"]);
}
