//! Pages for people, and the one for Prometheus.

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use side_effects::{Format, registry};

use super::{App, refusal};
use crate::page;
use crate::storefront::Refused;

/// How many jobs the page shows.
const JOBS: u32 = 12;

/// What the form sends.
#[derive(Clone, Deserialize)]
pub(super) struct Filled {
    name: String,
    email: String,
    article: String,
    count: i64,
}

pub(super) async fn index(State(app): State<App>) -> Result<Html<String>, Refused> {
    show(&app, None).await
}

/// Places what the form says, and shows the page again.
pub(super) async fn order(
    State(app): State<App>,
    Form(filled): Form<Filled>,
) -> Result<Response, Refused> {
    let placed = async {
        let customer = app.shop.welcome(&filled.email, &filled.name).await?;
        app.shop
            .place(customer.id, &filled.article, filled.count)
            .await
    };
    match placed.await {
        // By a redirect, so that to reload is not to order again.
        Ok(_) => Ok(Redirect::to("/").into_response()),
        Err(refused) => {
            let page = show(&app, Some(&refusal::message(&refused))).await?;
            Ok((refusal::status(&refused), page).into_response())
        }
    }
}

async fn show(app: &App, refusal: Option<&str>) -> Result<Html<String>, Refused> {
    let articles = app.shop.articles().await?;
    let happenings = page::happenings(&app.feed.newest_first(), &app.shop.jobs(JOBS).await?);
    let page = page::page(&articles, refusal, &happenings);
    Ok(Html(page.into_string()))
}

/// What happened, for the script of the page.
pub(super) async fn happenings(State(app): State<App>) -> Result<Html<String>, Refused> {
    let happenings = page::happenings(&app.feed.newest_first(), &app.shop.jobs(JOBS).await?);
    Ok(Html(happenings.into_string()))
}

pub(super) async fn wiring() -> Html<String> {
    Html(registry().listing().render(Format::Html))
}

pub(super) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let text = "text/plain; version=0.0.4";
    (StatusCode::OK, [(CONTENT_TYPE, text)], app.metrics.render())
}
