//! `/search`.

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::App;
use crate::outside::Hit;
use crate::storefront::Refused;

/// What somebody looks for.
#[derive(Deserialize)]
pub(super) struct Words {
    #[serde(default)]
    q: String,
}

pub(super) async fn find(
    State(app): State<App>,
    Query(words): Query<Words>,
) -> Result<Json<Vec<Hit>>, Refused> {
    Ok(Json(app.search.find(&words.q).await?))
}
