//! `/orders`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use shop::Order;
use shop_effects::alerts::Alerts;
use side_effects::{Dep, has_side_effects, is_side_effect_of};

use super::{App, refusal};
use crate::storefront::Refused;

/// What somebody wants.
#[derive(Clone, Deserialize)]
pub(super) struct NewOrder {
    pub(super) customer: i64,
    pub(super) article: String,
    pub(super) count: i64,
}

/// Take an order.
///
/// What was sold is told by `order_placed`, which fires in the transaction. This label is for what was
/// not: the transaction is rolled back with all that has fired in it, and only the answer knows.
#[has_side_effects("sale_missed", typed, run_on_exit = is_sold_out)]
pub(super) async fn place(
    State(app): State<App>,
    order: Json<NewOrder>,
) -> (StatusCode, Json<Value>) {
    let placed = app.shop.place(order.customer, &order.article, order.count);
    match placed.await {
        Ok(order) => (StatusCode::CREATED, Json(json!(order))),
        Err(refused) => refusal::answer(&refused),
    }
}

fn is_sold_out((status, _): &(StatusCode, Json<Value>)) -> bool {
    *status == StatusCode::CONFLICT
}

/// Tell purchasing what could have been sold.
///
/// Bound to its origin by name, so that the compiler checks it: both stand in one file, and nobody else
/// is to fire this. Inline: it costs a line.
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
