//! Effects run after the commit, and see what was committed.

use side_effects::{Hold, hold};

use super::shop::{Outcome, Shop, place_order};

#[tokio::test]
async fn effects_run_after_the_commit_and_see_the_row() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        assert!(shop.audited().await.is_empty(), "before the commit");
        tx.commit().await?;
        assert!(shop.audited().await.is_empty(), "the block is not done");
        Ok(())
    })
    .await;
    placed.unwrap();
    assert_eq!(shop.orders().await, ["teapot"]);
    assert_eq!(shop.audited().await, ["teapot"]);
    assert_eq!(shop.events, ["order_placed"]);
}

#[tokio::test]
async fn effects_run_in_the_order_of_the_events() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let placed: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        for article in ["spoon", "teapot", "cup"] {
            place_order(&mut tx, article).await?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await;
    placed.unwrap();
    assert_eq!(shop.orders().await, ["spoon", "teapot", "cup"]);
    assert_eq!(shop.audited().await, shop.orders().await);
}

#[tokio::test]
async fn a_handle_is_released_by_hand() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let held = Hold::new();
    held.wrap(shop.order("teapot")).await.unwrap();
    assert_eq!(shop.orders().await, ["teapot"]);
    assert!(shop.audited().await.is_empty());

    let released = held.release_async().await;
    assert!(released.failures().is_empty());
    assert_eq!(shop.audited().await, ["teapot"]);
}
