//! Nothing is left of what was rolled back, however that comes about.

use side_effects_river::Error;
use side_effects_river::sqlx;

use crate::common::{OrderError, Shop, place_order};
use crate::engine::ABORT;

/// No order, no job, nothing of it in the ledger; and the shop goes on.
async fn assert_nothing_happened(shop: Shop) {
    assert_eq!(shop.orders().await, [""; 0]);
    assert_eq!(shop.jobs().await.len(), 0);
    assert_eq!(shop.ledger("audited").await, [""; 0]);
    shop.events.assert_nothing_fired();
    for _ in 0..10 {
        shop.order("teapot").await.unwrap();
    }
    assert_eq!(shop.jobs().await.len(), 10);
}

#[tokio::test]
async fn by_an_error() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let refused = shop.river.transaction(async |tx| {
        place_order(tx, "teapot").await?;
        Err::<(), _>(OrderError::NoCredit)
    });
    assert!(matches!(refused.await, Err(OrderError::NoCredit)));
    assert_nothing_happened(shop).await;
}

#[tokio::test]
async fn by_a_panic() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let river = shop.river.clone();
    let scope = shop.events.scope();
    let task = tokio::spawn(scope.wrap(async move {
        let panics = river.transaction(async |tx| {
            place_order(tx, "teapot").await?;
            if true {
                panic!("a bug");
            }
            Ok::<_, OrderError>(())
        });
        panics.await
    }));
    assert!(task.await.unwrap_err().is_panic());
    assert_nothing_happened(shop).await;
}

#[tokio::test]
async fn by_a_commit_that_fails() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let error = shop.order("no such article").await.unwrap_err();
    let OrderError::River(Error::Commit(source)) = &error else {
        panic!("{error:?}");
    };
    let source = source.to_string().to_lowercase();
    assert!(source.contains("foreign key constraint"), "{source}");
    assert_nothing_happened(shop).await;
}

#[tokio::test]
async fn by_the_database_at_a_statement_whose_error_is_swallowed() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let swallowed = shop.river.transaction(async |tx| {
        place_order(tx, "teapot").await?;
        sqlx::query(ABORT).execute(&mut **tx).await.unwrap_err(); // "it is there already? fine"
        Ok::<_, OrderError>(())
    });
    let error = swallowed.await.unwrap_err();
    assert!(
        matches!(error, OrderError::River(Error::RolledBack)),
        "{error:?}"
    );
    assert_nothing_happened(shop).await;
}

#[tokio::test]
async fn by_the_database_where_there_was_nothing_to_write() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let swallowed = shop.river.transaction(async |tx| {
        sqlx::query("INSERT INTO orders (article) VALUES ('teapot')")
            .execute(&mut **tx)
            .await?;
        sqlx::query(ABORT).execute(&mut **tx).await.unwrap_err();
        Ok::<_, OrderError>(())
    });
    let error = swallowed.await.unwrap_err();
    assert!(
        matches!(error, OrderError::River(Error::RolledBack)),
        "{error:?}"
    );
    assert_nothing_happened(shop).await;
}

#[tokio::test]
async fn by_jobs_that_cannot_be_written() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.execute("ALTER TABLE river_job RENAME TO river_job_moved")
        .await;
    let error = shop.order("teapot").await.unwrap_err();
    assert!(
        matches!(error, OrderError::River(Error::Write(_))),
        "{error:?}"
    );
    shop.execute("ALTER TABLE river_job_moved RENAME TO river_job")
        .await;
    assert_nothing_happened(shop).await;
}

#[tokio::test]
async fn nothing_begins_without_a_database() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.river.pool().close().await;
    let error = shop.order("teapot").await.unwrap_err();
    assert!(
        matches!(error, OrderError::River(Error::Begin(_))),
        "{error:?}"
    );
}
