//! The example service, called over HTTP.

#[allow(dead_code, unreachable_pub)]
#[path = "../examples/axum.rs"]
mod example;

use std::net::SocketAddr;

use example::{Db, app};
use side_effects::{DisabledSideEffects, disable_side_effects};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A service of its own on a free port.
async fn start() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app(Db::default())).await });
    address
}

/// Sends a request on a connection of its own; the status code and the body.
async fn send(to: SocketAddr, method: &str, path: &str, json: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let length = json.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{json}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap();
    (status.parse().unwrap(), body.to_owned())
}

async fn create(at: SocketAddr, path: &str, json: &str) -> u16 {
    send(at, "POST", path, json).await.0
}

async fn outbox(at: SocketAddr) -> String {
    let (status, body) = send(at, "GET", "/outbox", "").await;
    assert_eq!(status, 200);
    body
}

const ADA: &str = r#"{"name": "Ada"}"#;

#[tokio::test]
async fn a_success_fires() {
    let service = start().await;
    assert_eq!(create(service, "/users/7", ADA).await, 201);
    assert_eq!(outbox(service).await, "Welcome, Ada!\nNew user: 7");
}

#[tokio::test(flavor = "multi_thread")]
async fn effects_are_done_before_the_client_has_its_response() {
    let service = start().await;
    for id in 1..20 {
        create(service, &format!("/users/{id}"), ADA).await;
        assert_eq!(outbox(service).await.lines().count(), 2 * id);
    }
}

#[tokio::test]
async fn a_client_error_fires_nothing() {
    let service = start().await;
    assert_eq!(create(service, "/users/7", r#"{"name": ""}"#).await, 422);
    assert_eq!(outbox(service).await, "");
    assert_eq!(create(service, "/users/7", ADA).await, 201);
    assert_eq!(create(service, "/users/7", ADA).await, 409);
    assert_eq!(outbox(service).await.lines().count(), 2);
}

#[tokio::test]
async fn a_request_that_does_not_reach_the_route_fires_nothing() {
    let service = start().await;
    assert_eq!(create(service, "/users/seven", ADA).await, 400);
    assert_eq!(create(service, "/users/7", "no json").await, 400);
    assert_eq!(create(service, "/user/7", ADA).await, 404);
    assert_eq!(outbox(service).await, "");
}

/// Everything happens on this thread, so that a guard sees it.
#[tokio::test(flavor = "current_thread")]
async fn a_guard_keeps_the_mails_from_being_sent() {
    let events: DisabledSideEffects = disable_side_effects();
    let service = start().await;
    assert_eq!(create(service, "/users/7", ADA).await, 201);
    assert_eq!(create(service, "/users/7", ADA).await, 409);
    assert_eq!(events, ["create_user"]);
    assert_eq!(outbox(service).await, "");
}
