//! What becomes of an event: which effects it has, in which order, and what one that fails does to the
//! others. The events are fired by hand; that the shop fires them, its own tests say.

use std::sync::Arc;

use side_effects::{fire, fire_async};

use crate::fakes::{World, ada, teapots};

const WRITTEN: &str =
    r#"write {"article":"teapot","count":2,"customer":1,"event":"order_placed","order":7}"#;

async fn order_placed() {
    fire_async!("order_placed", customer = &ada(), article = "teapot", count = &2_i64; return_value = &teapots())
        .await;
}

#[tokio::test]
async fn of_an_order_the_log_comes_first_and_what_may_wait_waits() {
    let world = Arc::new(World::default());
    let events = world.record().manual();

    order_placed().await;

    assert_eq!(world.calls(), [WRITTEN, "credit order 7: 2"]);
    let mut pending: Vec<_> = events
        .pending()
        .iter()
        .map(|waits| waits.handler())
        .collect();
    pending.sort_unstable();
    assert_eq!(
        pending,
        [
            "shop_effects::mail::confirm",
            "shop_effects::search::index",
            "shop_effects::warehouse::tell"
        ]
    );

    assert_eq!(events.run_pending().await, 3);

    let mut calls = world.calls();
    calls.sort_unstable();
    assert_eq!(calls.len(), 3);
    assert_eq!(calls[0], "index order 7 of Ada");
    assert!(
        calls[1].starts_with("mail ada@example.org: Order 7 confirmed ("),
        "{calls:?}"
    );
    assert!(
        calls[2].starts_with("pack order 7: 2 × teapot ("),
        "{calls:?}"
    );
    events.assert_no_failures();
}

#[tokio::test]
async fn where_all_is_down_each_effect_fails_for_itself_and_is_asked_for() {
    let world = World::down();
    let events = world.record().manual();

    order_placed().await;
    events.run_pending().await;

    assert_eq!(world.calls().len(), 5);
    let failures = events.failures();
    assert_eq!(failures.len(), 5);
    for failure in failures {
        assert_eq!(failure.error(), "nobody is there");
    }
}

#[tokio::test]
async fn a_cancelled_order_is_written_down_and_its_points_are_taken_back() {
    let world = Arc::new(World::default());
    let events = world.record();
    fire_async!("order_cancelled", order = &7_i64; return_value = &teapots()).await;
    events.assert_no_failures();
    let written = WRITTEN.replace("order_placed", "order_cancelled");
    assert_eq!(world.calls(), [&*written, "revoke order 7"]);
}

#[tokio::test]
async fn a_shipped_order_is_written_down() {
    let world = Arc::new(World::default());
    let events = world.record();
    fire_async!("order_shipped", order = &7_i64; return_value = &teapots()).await;
    events.assert_no_failures();
    assert_eq!(
        world.calls(),
        [WRITTEN.replace("order_placed", "order_shipped")]
    );
}

#[tokio::test]
async fn a_customer_who_has_registered_is_written_down_without_name_and_address() {
    let world = Arc::new(World::default());
    let events = world.record();
    fire_async!("customer_registered", email = "ada@example.org", name = "Ada"; return_value = &ada()).await;
    events.assert_no_failures();
    assert_eq!(
        world.calls(),
        [r#"write {"customer":1,"event":"customer_registered"}"#]
    );
}

#[test]
fn purchasing_is_told_of_what_runs_out() {
    let world = Arc::new(World::default());
    let events = world.record();
    fire!("stock_low", article = "saucer", left = &9_i64);
    events.assert_no_failures();
    assert_eq!(world.calls(), ["alert: only 9 × saucer left"]);
}
