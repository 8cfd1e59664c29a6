//! A warehouse that packs nothing: it hands each parcel to a function.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::net::TcpListener;

/// Takes parcels until it is dropped: the body of each request, and its key.
pub async fn serve<F>(listener: TcpListener, receive: F)
where
    F: Fn(&str, &str) + Send + Sync + 'static,
{
    let receive = Arc::new(receive);
    let take = async move |headers: HeaderMap, parcel: String| {
        let key = headers.get("idempotency-key");
        let key = key.and_then(|key| key.to_str().ok()).unwrap_or_default();
        receive(&parcel, key);
        StatusCode::NO_CONTENT
    };
    // It ends with the process, and has nothing to say then.
    let _ = axum::serve(listener, Router::new().route("/parcels", post(take))).await;
}
