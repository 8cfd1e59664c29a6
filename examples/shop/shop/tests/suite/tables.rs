//! The tables, where no event is about them.

use shop::Store as _;
use shop::orders::{cancel_order, place_order};
use side_effects::{Events, disable_side_effects};

use crate::engine::Db;
use crate::suite::open::Shop;

#[tokio::test]
async fn a_shop_that_is_opened_again_by_several_at_once_keeps_its_stock() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    sqlx::query("UPDATE articles SET stock = 1")
        .execute(&shop.pool)
        .await
        .unwrap();

    let (one, two) = tokio::join!(Db::create(&shop.pool), Db::create(&shop.pool));
    one.unwrap();
    two.unwrap();

    assert_eq!(
        shop.number("SELECT count(*) FROM articles WHERE stock = 1")
            .await,
        4
    );
}

#[disable_side_effects]
#[tokio::test]
async fn points_end_alike_whichever_effect_comes_first(events: Events) {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let mut tx = shop.begin().await;
    let mut orders = Vec::new();
    for _ in 0..3 {
        orders.push(place_order(&mut tx, &shop.ada, "teapot", 2).await.unwrap());
    }
    for cancelled in &orders[..2] {
        cancel_order(&mut tx, cancelled.id).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(
        Db::orders_without_points(&shop.pool).await.unwrap().len(),
        3
    );
    let [in_order, the_other_way, kept] = [orders[0].id, orders[1].id, orders[2].id];
    let ada = shop.ada.id;

    Db::credit(&shop.pool, in_order, ada, 2).await.unwrap();
    assert_eq!(
        Db::orders_without_points(&shop.pool).await.unwrap().len(),
        3
    );
    Db::revoke(&shop.pool, in_order, ada).await.unwrap();
    Db::revoke(&shop.pool, the_other_way, ada).await.unwrap();
    Db::credit(&shop.pool, the_other_way, ada, 2).await.unwrap();
    Db::credit(&shop.pool, kept, ada, 2).await.unwrap();
    Db::credit(&shop.pool, kept, ada, 2).await.unwrap();

    assert_eq!(shop.number("SELECT count(*) FROM loyalty").await, 3);
    assert_eq!(
        shop.number("SELECT CAST(sum(points) AS BIGINT) FROM loyalty")
            .await,
        2
    );
    assert_eq!(Db::orders_without_points(&shop.pool).await.unwrap(), []);
    assert_eq!(events.count("order_placed"), 3);
}
