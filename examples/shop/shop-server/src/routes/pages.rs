//! Pages for people, and the one for Prometheus.

use axum::Json;
use axum::extract::{Form, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use side_effects::{Format, registry};

use super::{App, orders, refusal};
use crate::page::{self, Filled, Notice};
use crate::storefront::Refused;

/// How many jobs the page shows.
const JOBS: u32 = 12;

/// What the address says after a form was sent.
#[derive(Deserialize)]
pub(super) struct Sent {
    placed: Option<i64>,
}

pub(super) async fn index(
    State(app): State<App>,
    Query(sent): Query<Sent>,
) -> Result<Html<String>, Refused> {
    let notice = sent.placed.map_or(Notice::Nothing, Notice::Placed);
    show(&app, &Filled::default(), notice).await
}

/// Places what the form says, and shows the page again.
pub(super) async fn order(
    State(app): State<App>,
    Form(filled): Form<Filled>,
) -> Result<Response, Refused> {
    let (status, answer) = match app.shop.welcome(&filled.email, &filled.name).await {
        Ok(customer) => {
            let order = orders::NewOrder {
                customer: customer.id,
                article: filled.article.clone(),
                count: filled.count,
            };
            orders::place(State(app.clone()), Json(order)).await
        }
        Err(refused) => refusal::answer(&refused),
    };
    if let Some(order) = answer["id"].as_i64() {
        // By a redirect, so that to reload is not to order again.
        return Ok(Redirect::to(&format!("/?placed={order}")).into_response());
    }
    let why = answer["error"].as_str().unwrap_or_default();
    let page = show(&app, &filled, Notice::Refused(why)).await?;
    Ok((status, page).into_response())
}

async fn show(app: &App, filled: &Filled, notice: Notice<'_>) -> Result<Html<String>, Refused> {
    let articles = app.shop.articles().await?;
    let happenings = page::happenings(&app.feed.newest_first(), &app.shop.jobs(JOBS).await?);
    let page = page::page(&articles, filled, notice, &happenings);
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

/// What is counted, the jobs as of now.
pub(super) async fn metrics(State(app): State<App>) -> Result<impl IntoResponse, Refused> {
    app.shop.count_jobs().await?;
    let text = "text/plain; version=0.0.4";
    Ok(([(CONTENT_TYPE, text)], app.metrics.render()))
}
