//! What clients are told when the shop says no.

use std::error::Error as _;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use shop::Error;

use crate::storefront::Refused;

/// The status of a refusal.
fn status(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Shop(error) => match error {
            Error::NoAddress(_) | Error::NoName(_) | Error::BadCount { .. } => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Error::AddressTaken(_) | Error::SoldOut { .. } | Error::WrongState { .. } => {
                StatusCode::CONFLICT
            }
            Error::NoSuchCustomer(_) | Error::NoSuchOrder(_) => StatusCode::NOT_FOUND,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        },
        Refused::River(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What the client is told. Of what is our own fault, the log has the causes, and the client nothing.
pub(super) fn message(refused: &Refused) -> String {
    if status(refused).is_client_error() {
        return refused.to_string();
    }
    tracing::error!(error = refused.source(), "a request failed: {refused}");
    "something went wrong here; please try again later".to_owned()
}

/// All of the answer.
pub(super) fn answer(refused: &Refused) -> (StatusCode, Json<Value>) {
    (status(refused), Json(json!({"error": message(refused)})))
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        answer(&self).into_response()
    }
}
