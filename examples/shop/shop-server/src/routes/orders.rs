//! `/orders`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use shop::Order;
use shop_effects::alerts::Alerts;
use side_effects::{Dep, has_side_effects, is_side_effect_of};

use super::App;
use crate::storefront::Refused;

/// What somebody wants.
#[derive(Clone, Deserialize)]
pub(super) struct NewOrder {
    customer: i64,
    article: String,
    count: i64,
}

/// Take an order.
///
/// What is in stock is the business of `order_placed`, which fires in the transaction. This label is for
/// what never gets that far: the transaction is rolled back, and only the answer knows.
#[has_side_effects("sale_missed", typed, run_on_exit = is_sold_out)]
pub(super) async fn place(State(app): State<App>, order: Json<NewOrder>) -> Response {
    let NewOrder {
        customer,
        article,
        count,
    } = &*order;
    match app.shop.place(*customer, article, *count).await {
        Ok(order) => (StatusCode::CREATED, Json(order)).into_response(),
        Err(refused) => refused.into_response(),
    }
}

fn is_sold_out(answer: &Response) -> bool {
    answer.status() == StatusCode::CONFLICT
}

/// Tell purchasing what could have been sold.
///
/// Bound to its origin by name, and checked by the compiler: both stand in one file.
#[is_side_effect_of(origin = place)]
fn missed(order: &NewOrder, alerts: Dep<dyn Alerts>) {
    let NewOrder { article, count, .. } = order;
    alerts.raise(&format!("{count} × {article} could have been sold"));
}

pub(super) async fn show(
    State(app): State<App>,
    Path(order): Path<i64>,
) -> Result<Json<Order>, Refused> {
    Ok(Json(app.shop.order(order).await?))
}

pub(super) async fn cancel(
    State(app): State<App>,
    Path(order): Path<i64>,
) -> Result<Json<Order>, Refused> {
    Ok(Json(app.shop.cancel(order).await?))
}

pub(super) async fn ship(
    State(app): State<App>,
    Path(order): Path<i64>,
) -> Result<Json<Value>, Refused> {
    let order = app.shop.ship(order).await?;
    Ok(Json(json!({"order": order.id, "parcel": order.parcel()})))
}
