//! Two bugs of real programs: first without a hold, as they were seen, and then what
//! becomes of them.

use std::sync::{Arc, Mutex};

use side_effects::{Dep, has_side_effects, hold, is_side_effect_of};
use sqlx::{Pool, Transaction};
use tokio::select;
use tokio::sync::Notify;
use tokio::task::yield_now;

use super::shop::{Outcome, Shop, insert_order};
use crate::engine::Db;

/// Stores an order in the caller's transaction.
#[has_side_effects("order_confirmed")]
async fn confirm_order(tx: &mut Transaction<'_, Db>, article: &str) -> Result<i64, sqlx::Error> {
    insert_order(tx, article).await
}

/// Mail the customer.
#[is_side_effect_of("order_confirmed")]
async fn mail(article: &str, server: Dep<MailServer>) {
    server.asked.notify_one();
    server.answers.notified().await;
    server.sent.lock().unwrap().push(article.to_owned());
}

/// Knows nothing of databases, and takes its time.
#[derive(Default)]
struct MailServer {
    asked: Notify,
    answers: Notify,
    sent: Mutex<Vec<String>>,
}

impl MailServer {
    fn sent(&self) -> Vec<String> {
        self.sent.lock().unwrap().clone()
    }
}

/// None where the engine is not there.
async fn shop_and_mail_server() -> Option<(Shop, Arc<MailServer>)> {
    let server = Arc::new(MailServer::default());
    let shop = Shop::open().await?.provide(server.clone());
    Some((shop, server))
}

async fn confirmed(pool: Pool<Db>) -> Outcome {
    let mut tx = pool.begin().await?;
    confirm_order(&mut tx, "teapot").await?;
    tx.commit().await?;
    Ok(())
}

async fn rolled_back(pool: Pool<Db>) -> Outcome {
    let mut tx = pool.begin().await?;
    confirm_order(&mut tx, "teapot").await?;
    tx.rollback().await?;
    Err("the customer has no credit".into())
}

#[tokio::test]
async fn a_mail_goes_out_for_a_transaction_that_is_then_rolled_back() {
    let Some((shop, server)) = shop_and_mail_server().await else {
        return;
    };
    server.answers.notify_one();
    rolled_back(shop.pool.clone()).await.unwrap_err();
    assert!(shop.orders().await.is_empty());
    assert_eq!(server.sent(), ["teapot"], "the bug, without a hold");

    server.sent.lock().unwrap().clear();
    hold(rolled_back(shop.pool.clone())).await.unwrap_err();
    assert!(shop.orders().await.is_empty());
    assert!(server.sent().is_empty());

    server.answers.notify_one();
    hold(confirmed(shop.pool.clone())).await.unwrap();
    assert_eq!(shop.orders().await, ["teapot"]);
    assert_eq!(server.sent(), ["teapot"]);
}

#[tokio::test]
async fn an_effect_is_lost_because_the_client_hung_up_and_the_future_was_dropped() {
    let Some((shop, server)) = shop_and_mail_server().await else {
        return;
    };
    // The order is committed when the mail is on its way, and the mail is cut off.
    select! {
        _ = hold(confirmed(shop.pool.clone())) => panic!("the mail server has not answered"),
        () = server.asked.notified() => {}
    }
    server.answers.notify_one();
    yield_now().await;
    assert_eq!(shop.orders().await, ["teapot"]);
    assert!(
        server.sent().is_empty(),
        "the bug: a hold alone does not help"
    );

    // In a task of its own it goes on, though nobody waits for it.
    let server = Arc::new(MailServer::default());
    let shop = shop.reopen().await.provide(server.clone());
    let mut task = tokio::spawn(hold(confirmed(shop.pool.clone())));
    select! {
        _ = &mut task => panic!("the mail server has not answered"),
        () = server.asked.notified() => {}
    }
    drop(task);
    server.answers.notify_one();
    while server.sent().is_empty() {
        yield_now().await;
    }
    assert_eq!(shop.orders().await, ["teapot"]);
    assert_eq!(server.sent(), ["teapot"]);
}
