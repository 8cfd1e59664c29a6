//! The shop over HTTP, without a socket.

mod common;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use shop_server::feed::Feed;
use shop_server::metrics;
use shop_server::routes::{App, routes};
use side_effects::{Events, disable_side_effects, link};
use std::sync::{Arc, OnceLock};
use tower::ServiceExt as _;

use crate::common::Shop;

link!(shop_effects);

/// Asks, and returns the status and the text of the answer.
async fn ask(
    shop: &Shop,
    method: &str,
    path: &str,
    kind: &str,
    body: String,
) -> (StatusCode, String) {
    // There is one recorder in a process.
    static METRICS: OnceLock<metrics_exporter_prometheus::PrometheusHandle> = OnceLock::new();
    let app = App {
        shop: Arc::new(shop.river.clone()),
        search: shop.search.clone(),
        feed: Feed::default(),
        metrics: METRICS.get_or_init(|| metrics::install().unwrap()).clone(),
    };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", kind);
    let answer = routes(app)
        .oneshot(request.body(Body::from(body)).unwrap())
        .await
        .unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn post(shop: &Shop, path: &str, body: Value) -> (u16, Value) {
    let (status, text) = ask(shop, "POST", path, "application/json", body.to_string()).await;
    (
        status.as_u16(),
        serde_json::from_str(&text).unwrap_or(Value::Null),
    )
}

async fn get(shop: &Shop, path: &str) -> (u16, String) {
    let (status, text) = ask(shop, "GET", path, "", String::new()).await;
    (status.as_u16(), text)
}

/// Sends the form of the page.
async fn submit(shop: &Shop, form: &str) -> (StatusCode, String) {
    let kind = "application/x-www-form-urlencoded";
    ask(shop, "POST", "/", kind, form.to_owned()).await
}

async fn with_ada(shop: &Shop) {
    let ada = json!({"email": "ada@example.org", "name": "Ada"});
    assert_eq!(post(shop, "/customers", ada).await, (201, json!({"id": 1})));
}

fn order(article: &str, count: i64) -> Value {
    json!({"customer": 1, "article": article, "count": count})
}

#[disable_side_effects]
#[tokio::test]
async fn an_order_is_placed_shown_and_shipped(events: Events) {
    let shop = Shop::open().await;
    with_ada(&shop).await;

    let placed =
        json!({"id": 1, "customer": 1, "article": "teapot", "count": 2, "state": "placed"});
    assert_eq!(
        post(&shop, "/orders", order("teapot", 2)).await,
        (201, placed.clone())
    );
    let (status, shown) = get(&shop, "/orders/1").await;
    assert_eq!(
        (status, serde_json::from_str::<Value>(&shown).unwrap()),
        (200, placed)
    );
    let shipped = json!({"order": 1, "parcel": "SHOP-00000001"});
    assert_eq!(
        post(&shop, "/orders/1/ship", Value::Null).await,
        (200, shipped)
    );

    assert_eq!(
        events,
        ["customer_registered", "order_placed", "order_shipped"]
    );
}

#[disable_side_effects]
#[tokio::test]
async fn each_refusal_has_its_status_and_a_reason(events: Events) {
    let shop = Shop::open().await;
    with_ada(&shop).await;
    post(&shop, "/orders", order("teapot", 2)).await;
    post(&shop, "/orders/1/cancel", Value::Null).await;
    events.clear();

    let unknown = json!({"customer": 9, "article": "teapot", "count": 1});
    for (path, body, status, reason) in [
        (
            "/customers",
            json!({"email": "ada", "name": "Ada"}),
            422,
            "\"ada\" is no e-mail address",
        ),
        (
            "/customers",
            json!({"email": "a@b", "name": " "}),
            422,
            "\"\" is no name of one line",
        ),
        (
            "/customers",
            json!({"email": "ada@example.org", "name": "Ada"}),
            409,
            "there is a customer with the address ada@example.org",
        ),
        ("/orders", unknown, 404, "there is no customer 9"),
        (
            "/orders",
            order("teapot", 0),
            422,
            "an order is of 1 to 1000 articles, and not of 0",
        ),
        (
            "/orders/1/ship",
            Value::Null,
            409,
            "order 1 is cancelled already",
        ),
        ("/orders/9/ship", Value::Null, 404, "there is no order 9"),
    ] {
        let answer = post(&shop, path, body).await;
        assert_eq!(answer, (status, json!({"error": reason})));
    }
    assert_eq!(post(&shop, "/orders", json!({"customer": 1})).await.0, 422);
    events.assert_nothing_fired();
}

#[tokio::test]
async fn a_sale_is_missed_where_an_article_is_sold_out_and_not_otherwise() {
    let shop = Shop::open().await;
    let events = shop.record();
    with_ada(&shop).await;
    post(&shop, "/orders", order("teapot", 1)).await;
    post(&shop, "/orders", order("teapot", 0)).await;
    events.assert_not_fired("sale_missed");

    let answer = post(&shop, "/orders", order("difference engine", 3)).await;

    assert_eq!(
        answer,
        (409, json!({"error": "\"difference engine\" is sold out"}))
    );
    events.assert_fired_times("sale_missed", 1);
    assert_eq!(
        shop.letters.sent(),
        ["alert: 3 × difference engine could have been sold"]
    );
    events.assert_no_failures();
}

#[tokio::test]
async fn what_was_ordered_is_found_once_it_is_indexed() {
    let shop = Shop::open().await;
    let events = shop.record();
    with_ada(&shop).await;
    post(&shop, "/orders", order("teapot", 1)).await;
    events.run_pending().await;
    let hit = r#"[{"order":1,"customer":"Ada","article":"teapot"}]"#;
    assert_eq!(get(&shop, "/search?q=tea").await, (200, hit.into()));
    assert_eq!(get(&shop, "/search").await, (200, "[]".into()));
}

#[disable_side_effects]
#[tokio::test]
async fn the_form_orders_for_a_customer_whom_it_registers_once(events: Events) {
    let shop = Shop::open().await;
    let form = "name=Grace&email=grace%40example.org&article=teapot&count=1";
    for _ in 0..2 {
        let (status, _) = submit(&shop, form).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
    }
    assert_eq!(
        events,
        ["customer_registered", "order_placed", "order_placed"]
    );
    assert!(
        get(&shop, "/?placed=2")
            .await
            .1
            .contains("Order 2 is placed.")
    );
}

#[disable_side_effects]
#[tokio::test]
async fn a_form_that_is_refused_keeps_what_was_filled_in_and_says_why(events: Events) {
    let shop = Shop::open().await;
    let form = "name=%3Cb%3EGrace&email=grace%40example.org&article=difference+engine&count=3";
    let (status, page) = submit(&shop, form).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        page.contains(r#"Not ordered: &quot;difference engine&quot; is sold out."#),
        "{page}"
    );
    assert!(page.contains(r#"value="&lt;b&gt;Grace""#), "{page}");
    assert!(
        page.contains(r#"value="difference engine" selected"#),
        "{page}"
    );
    events.assert_fired_times("sale_missed", 1);
}

#[disable_side_effects]
#[tokio::test]
async fn the_wiring_and_the_metrics_are_there_before_the_first_order(_events: Events) {
    let shop = Shop::open().await;
    let (status, wiring) = get(&shop, "/wiring").await;
    assert_eq!(status, 200);
    assert!(wiring.contains("shop_effects::mail::confirm"), "{wiring}");
    let (status, metrics) = get(&shop, "/metrics").await;
    assert_eq!(status, 200);
    for series in [
        r#"side_effects_handlers_total{label="order_placed",handler="shop_effects::mail::confirm",outcome="failed"} "#,
        r#"side_effects_river_jobs{queue="mail",state="discarded"} 0"#,
    ] {
        assert!(metrics.contains(series), "{series} in {metrics}");
    }
}
