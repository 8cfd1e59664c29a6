//! The shop over HTTP.

mod customers;
mod orders;
mod pages;
mod refusal;
mod search;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::feed::Feed;
use crate::outside::SearchFile;
use crate::storefront::Storefront;

/// What the routes have.
#[derive(Clone)]
#[allow(missing_debug_implementations, reason = "nobody prints a storefront")]
pub struct App {
    /// The shop.
    pub shop: Arc<dyn Storefront>,
    /// The search index.
    pub search: Arc<SearchFile>,
    /// What happened.
    pub feed: Feed,
    /// What is counted.
    pub metrics: PrometheusHandle,
}

/// All routes.
pub fn routes(app: App) -> Router {
    Router::new()
        .route("/", get(pages::index).post(pages::order))
        .route("/happenings", get(pages::happenings))
        .route("/wiring", get(pages::wiring))
        .route("/metrics", get(pages::metrics))
        .route("/customers", post(customers::register))
        .route("/orders", post(orders::place))
        .route("/orders/{id}", get(orders::show))
        .route("/orders/{id}/cancel", post(orders::cancel))
        .route("/orders/{id}/ship", post(orders::ship))
        .route("/search", get(search::find))
        .with_state(app)
}
