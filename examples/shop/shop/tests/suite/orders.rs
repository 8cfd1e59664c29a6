//! Orders.

use shop::orders::{cancel_order, find_order, place_order, ship_order};
use shop::{Customer, Error, Order, State};
use side_effects::{Events, disable_side_effects};

use crate::suite::open::Shop;

#[disable_side_effects]
#[tokio::test]
async fn an_order_is_written_down_taken_from_the_stock_and_told_of(events: Events) {
    let Some(shop) = Shop::open().await else {
        return;
    };
    events.clear();
    let mut tx = shop.begin().await;

    let order = place_order(&mut tx, &shop.ada, "teapot", 2).await.unwrap();

    assert_eq!(find_order(&mut tx, order.id).await.unwrap(), order);
    tx.commit().await.unwrap();
    assert_eq!(shop.stock("teapot").await, 498);
    assert_eq!(events, ["order_placed"]);
    events.assert_fired_with("order_placed", |event| {
        event.arg::<Customer>("customer") == Some(&shop.ada)
            && event.return_value::<Order>() == Some(&order)
    });
}

#[disable_side_effects]
#[tokio::test]
async fn what_is_sold_out_leaves_a_row_to_roll_back_and_no_event(events: Events) {
    let Some(shop) = Shop::open().await else {
        return;
    };
    events.clear();
    for article in ["difference engine", "unicorn"] {
        let mut tx = shop.begin().await;

        let refused = place_order(&mut tx, &shop.ada, article, 1).await;

        assert!(matches!(refused, Err(Error::SoldOut { .. })), "{refused:?}");
        tx.rollback().await.unwrap();
    }
    assert_eq!(shop.number("SELECT count(*) FROM orders").await, 0);
    events.assert_nothing_fired();
}

#[disable_side_effects]
#[tokio::test]
async fn an_order_of_nothing_or_of_too_much_is_refused(events: Events) {
    let Some(shop) = Shop::open().await else {
        return;
    };
    events.clear();
    let mut tx = shop.begin().await;
    for count in [-1, 0, 1001] {
        let refused = place_order(&mut tx, &shop.ada, "teapot", count).await;
        assert!(
            matches!(refused, Err(Error::BadCount { .. })),
            "{refused:?}"
        );
    }
    events.assert_nothing_fired();
}

#[disable_side_effects]
#[tokio::test]
async fn the_order_that_takes_the_stock_below_ten_says_so_and_the_next_one_does_not(
    events: Events,
) {
    let Some(shop) = Shop::open().await else {
        return;
    };
    events.clear();
    let mut tx = shop.begin().await;
    for count in [2, 1, 1] {
        place_order(&mut tx, &shop.ada, "saucer", count)
            .await
            .unwrap();
    }
    // Of twelve, ten are left, then nine, then eight.
    assert_eq!(
        events,
        ["order_placed", "stock_low", "order_placed", "order_placed"]
    );
    events.assert_fired_with("stock_low", |event| {
        event.arg::<str>("article") == Some("saucer") && event.arg::<i64>("left") == Some(&9)
    });
}

#[disable_side_effects]
#[tokio::test]
async fn what_was_cancelled_is_on_the_shelf_again(events: Events) {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let mut tx = shop.begin().await;
    let order = place_order(&mut tx, &shop.ada, "teapot", 2).await.unwrap();
    events.clear();

    let cancelled = cancel_order(&mut tx, order.id).await.unwrap();

    let expected = Order {
        state: State::Cancelled,
        ..order
    };
    assert_eq!(cancelled, expected);
    tx.commit().await.unwrap();
    assert_eq!(shop.stock("teapot").await, 500);
    assert_eq!(events, ["order_cancelled"]);
    events.assert_fired_with("order_cancelled", |event| {
        event.return_value::<Order>() == Some(&expected)
    });
}

#[disable_side_effects]
#[tokio::test]
async fn an_order_is_shipped_or_cancelled_once_and_not_both(events: Events) {
    let Some(shop) = Shop::open().await else {
        return;
    };
    let mut tx = shop.begin().await;
    let order = place_order(&mut tx, &shop.ada, "teapot", 2).await.unwrap();
    events.clear();

    let shipped = ship_order(&mut tx, order.id).await.unwrap();
    assert_eq!(shipped.parcel(), format!("SHOP-{:08}", order.id));
    for again in [
        ship_order(&mut tx, order.id).await,
        cancel_order(&mut tx, order.id).await,
    ] {
        assert!(
            matches!(
                again,
                Err(Error::WrongState {
                    state: State::Shipped,
                    ..
                })
            ),
            "{again:?}"
        );
    }
    let unknown = ship_order(&mut tx, 4711).await;
    assert!(
        matches!(unknown, Err(Error::NoSuchOrder(4711))),
        "{unknown:?}"
    );

    assert_eq!(events, ["order_shipped"]);
}
