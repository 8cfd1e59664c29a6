//! Mails and parcels over the wire, to the mail server and the warehouse of the demo.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::{get, post};
use shop_effects::mail::{Mail, Mailer as _};
use shop_effects::warehouse::{Parcel, Warehouse as _};
use shop_server::demo::smtp::{self, Received, Verdict};
use shop_server::demo::warehouse;
use shop_server::outside::{HttpWarehouse, Smtp};
use tokio::net::TcpListener;

async fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

fn mail(text: &str) -> Mail {
    Mail {
        name: "Ada".into(),
        address: "ada@example.org".into(),
        subject: "Order 7 confirmed".into(),
        text: text.into(),
        key: "0123".into(),
    }
}

#[tokio::test]
async fn a_mail_arrives_with_its_key_whatever_its_lines_begin_with() {
    let received: Arc<Mutex<Vec<Received>>> = Arc::default();
    let (listener, port) = listener().await;
    let server = {
        let received = received.clone();
        tokio::spawn(smtp::serve(listener, move |mail| {
            received.lock().unwrap().push(mail);
            Verdict::Accepted
        }))
    };
    let smtp = Smtp::new("127.0.0.1", port);

    for text in [".\n..\nQUIT", "2 × teapot"] {
        smtp.send(mail(text)).await.unwrap();
    }

    let received = received.lock().unwrap();
    let [first, second] = &received[..] else {
        panic!("{received:?}")
    };
    assert_eq!(first.from, "orders@shop.example");
    assert_eq!(first.to, ["ada@example.org"]);
    assert_eq!(first.header("Subject"), Some("Order 7 confirmed"));
    assert_eq!(first.header("message-id"), Some("<0123@shop.example>"));
    assert!(first.data.ends_with("\n\n.\n..\nQUIT\n"), "{first:?}");
    assert_eq!(second.to, ["ada@example.org"]);
    server.abort();
}

#[tokio::test]
async fn a_mail_that_is_deferred_or_that_nobody_takes_is_an_error() {
    let (listener, port) = listener().await;
    let server = tokio::spawn(smtp::serve(listener, |_| Verdict::Deferred));
    let smtp = Smtp::new("127.0.0.1", port);
    smtp.send(mail("2 × teapot")).await.unwrap_err();
    server.abort();
    let _ = server.await;
    Smtp::new("127.0.0.1", port)
        .send(mail("2 × teapot"))
        .await
        .unwrap_err();
}

fn parcel() -> Parcel {
    Parcel {
        order: 7,
        article: "teapot".into(),
        count: 2,
    }
}

#[tokio::test]
async fn a_parcel_arrives_with_its_key() {
    let received: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
    let (listener, port) = listener().await;
    let server = {
        let received = received.clone();
        tokio::spawn(warehouse::serve(listener, move |parcel, key| {
            received
                .lock()
                .unwrap()
                .push((parcel.to_owned(), key.to_owned()));
        }))
    };
    let url = format!("http://127.0.0.1:{port}/parcels");
    let warehouse = HttpWarehouse::new(&url, Duration::from_secs(5)).unwrap();

    warehouse.pack(parcel(), "0123").await.unwrap();

    let expected = (
        r#"{"order":7,"article":"teapot","count":2}"#.into(),
        "0123".into(),
    );
    assert_eq!(*received.lock().unwrap(), [expected]);
    server.abort();
}

#[tokio::test]
async fn a_warehouse_that_fails_redirects_or_does_not_answer_is_an_error() {
    let (listener, port) = listener().await;
    let routes = Router::new()
        .route("/broken", post(async || StatusCode::INTERNAL_SERVER_ERROR))
        .route("/moved", post(async || Redirect::to("/packs-nothing")))
        .route("/packs-nothing", get(async || StatusCode::OK))
        .route("/odd", post(async || StatusCode::NOT_MODIFIED))
        .route("/silent", post(async || std::future::pending::<()>().await));
    let server = tokio::spawn(axum::serve(listener, routes).into_future());
    for path in ["broken", "moved", "odd", "silent", "elsewhere"] {
        let url = format!("http://127.0.0.1:{port}/{path}");
        let warehouse = HttpWarehouse::new(&url, Duration::from_millis(300)).unwrap();
        let packed = warehouse.pack(parcel(), "0123").await;
        assert!(packed.is_err(), "{path}");
    }
    server.abort();
}
