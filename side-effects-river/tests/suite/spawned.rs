//! The future of a transaction is `Send` where its closure's is.

use std::cell::Cell;
use std::rc::Rc;

use crate::common::{OrderError, Shop, place_order};

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_runs_in_a_task_and_borrows_what_is_there() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let river = shop.river.clone();
    let task = tokio::spawn(async move {
        let article = String::from("teapot");
        let mut placed = Vec::new();
        let id = river
            .transaction(async |tx| {
                let id = place_order(tx, &article).await?;
                placed.push(id);
                Ok::<_, OrderError>(id)
            })
            .await?;
        Ok::<_, OrderError>((article, placed, id))
    });
    let (article, placed, id) = task.await.unwrap().unwrap();
    assert_eq!((&*article, &*placed), ("teapot", &[id][..]));
    assert_eq!(shop.orders().await, ["teapot"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closure_that_moves_and_one_in_a_struct_run_in_tasks() {
    struct Orders {
        articles: Vec<String>,
    }
    impl Orders {
        async fn place(
            &self,
            shop: &side_effects_river::River<crate::engine::Db>,
        ) -> Result<usize, OrderError> {
            shop.transaction(async move |tx| {
                for article in &self.articles {
                    place_order(tx, article).await?;
                }
                Ok(self.articles.len())
            })
            .await
        }
    }
    let Some(shop) = Shop::open().await else {
        return;
    };
    let river = shop.river.clone();
    let orders = Orders {
        articles: vec!["teapot".into(), "cup".into()],
    };
    let task = tokio::spawn(async move { orders.place(&river).await });
    assert_eq!(task.await.unwrap().unwrap(), 2);
    assert_eq!(shop.orders().await, ["teapot", "cup"]);
}

#[tokio::test]
async fn one_that_is_not_send_is_awaited_where_it_is() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let count = Rc::new(Cell::new(0));
    let placed = shop.river.transaction(async |tx| {
        place_order(tx, "teapot").await?;
        count.set(count.get() + 1);
        Ok::<_, OrderError>(Rc::clone(&count))
    });
    assert_eq!(placed.await.unwrap().get(), 1);
}
