//! Nothing runs for a transaction that is rolled back, however that comes about.

use side_effects::{Hold, hold};

use super::shop::{Outcome, Shop, place_order};

/// No order, nothing of it in the audit log, and nothing in the events of the test.
async fn assert_nothing_happened(shop: &Shop) {
    shop.settle().await;
    assert!(shop.orders().await.is_empty());
    assert!(shop.audited().await.is_empty());
    shop.events.assert_nothing_fired();
}

#[tokio::test]
async fn by_hand() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let refused: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        tx.rollback().await?;
        Err("the customer has no credit".into())
    })
    .await;
    refused.unwrap_err();
    assert_nothing_happened(&shop).await;
}

#[tokio::test]
async fn by_hand_with_a_handle() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let held = Hold::new();
    let mut tx = shop.pool.begin().await.unwrap();
    held.wrap(place_order(&mut tx, "teapot")).await.unwrap();
    tx.rollback().await.unwrap();
    held.discard();
    assert!(held.release_async().await.is_empty());
    assert_nothing_happened(&shop).await;
}

#[tokio::test]
async fn by_dropping_the_transaction() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let refused: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        drop(tx);
        Err("the customer has no credit".into())
    })
    .await;
    refused.unwrap_err();
    assert_nothing_happened(&shop).await;
}

#[tokio::test]
async fn by_a_question_mark() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let failed: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        place_order(&mut tx, "teapot").await?;
        sqlx::query("UPDATE no_such_table SET x = 1")
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    })
    .await;
    let error = failed.unwrap_err().to_string();
    assert!(error.contains("no_such_table"), "{error}");
    assert_nothing_happened(&shop).await;
}

#[tokio::test]
async fn by_a_commit_that_fails() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let failed: Outcome = hold(async {
        let mut tx = shop.pool.begin().await?;
        let placed = place_order(&mut tx, "no such article").await;
        assert!(placed.is_ok(), "the database looks at the commit");
        tx.commit().await?;
        Ok(())
    })
    .await;
    let error = failed.unwrap_err().to_string().to_lowercase();
    assert!(error.contains("foreign key constraint"), "{error}");
    assert_nothing_happened(&shop).await;
}

#[tokio::test]
async fn by_a_panic() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let block = {
        let pool = shop.pool.clone();
        async move {
            let mut tx = pool.begin().await?;
            place_order(&mut tx, "teapot").await?;
            if true {
                panic!("a bug");
            }
            tx.commit().await?;
            Ok::<_, sqlx::Error>(())
        }
    };
    let task = tokio::spawn(hold(block));
    assert!(task.await.unwrap_err().is_panic());
    assert_nothing_happened(&shop).await;
}
