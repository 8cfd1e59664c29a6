//! `/customers`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::App;
use crate::storefront::Refused;

/// Who wants to be a customer.
#[derive(Deserialize)]
pub(super) struct NewCustomer {
    email: String,
    name: String,
}

pub(super) async fn register(
    State(app): State<App>,
    Json(customer): Json<NewCustomer>,
) -> Result<(StatusCode, Json<Value>), Refused> {
    let customer = app.shop.register(&customer.email, &customer.name).await?;
    Ok((StatusCode::CREATED, Json(json!({"id": customer.id}))))
}
