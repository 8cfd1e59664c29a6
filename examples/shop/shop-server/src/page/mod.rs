//! The page for people.

use maud::{Markup, html};
use side_effects_river::StoredJob;

use crate::feed::Happening;

/// All of it.
pub fn page(articles: &[(String, i64)], refusal: Option<&str>, happenings: &Markup) -> Markup {
    let _ = articles;
    html! { @if let Some(refusal) = refusal { p { (refusal) } } (happenings) }
}

/// What happened.
pub fn happenings(happenings: &[Happening], jobs: &[StoredJob]) -> Markup {
    html! { @for h in happenings { p { (h.effect) (h.text) } } @for job in jobs { p { (job.handler) } } }
}
