//! The list of what happened, and that of the jobs.

use std::time::{SystemTime, UNIX_EPOCH};

use maud::{Markup, html};
use side_effects_river::{State, StoredJob};

use crate::feed::Happening;

/// What happened in this process, and how far the durable effects are in any.
#[must_use]
pub fn happenings(happenings: &[Happening], jobs: &[StoredJob]) -> Markup {
    html! {
        @if happenings.is_empty() {
            p.nothing { "Nothing yet." }
        } @else {
            ol.list {
                @for happening in happenings.iter().take(SHOWN) { (this(happening)) }
            }
        }
        h3 { "Jobs of the durable effects" }
        @if jobs.is_empty() {
            p.nothing { "None yet." }
        } @else {
            ol.list { @for job in jobs { (this_job(job)) } }
        }
    }
}

/// Of the happenings.
const SHOWN: usize = 15;

fn this(happening: &Happening) -> Markup {
    let Happening {
        at,
        effect,
        text,
        failed,
    } = happening;
    html! {
        li.failed[*failed] {
            time { (clock(*at)) }
            span.effect.(how(effect)) { (effect) }
            span.text { (text) }
        }
    }
}

/// How the handlers of a module run, as the page of the wiring has its colours.
fn how(effect: &str) -> &'static str {
    match effect {
        "mail" | "warehouse" => "durable",
        "search" => "background",
        _ => "inline",
    }
}

fn this_job(job: &StoredJob) -> Markup {
    let order = &job.args["return_value"]["id"];
    let why = job
        .waits_for
        .as_ref()
        .or(job.errors.last().map(|last| &last.error));
    let why = why.filter(|_| job.state != State::Completed);
    html! {
        li.failed[why.is_some()] {
            time { (clock(job.created_at)) }
            span.effect.durable { (job.queue) }
            span.text {
                "order " (order) " · " (job.state)
                @if job.attempt > 1 { " · attempt " (job.attempt) " of " (job.max_attempts) }
                @if let Some(why) = why { " · " (why.lines().next().unwrap_or_default()) }
            }
        }
    }
}

/// Hours, minutes and seconds, in UTC.
fn clock(at: SystemTime) -> String {
    let seconds = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_clock_shows_the_time_of_the_day() {
        let at = |seconds| clock(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "00:00:00");
        assert_eq!(at(86_400 * 3 + 23 * 3600 + 59 * 60 + 8), "23:59:08");
    }

    #[test]
    fn what_customers_write_is_text() {
        let happening = Happening {
            at: UNIX_EPOCH,
            effect: "mail".into(),
            text: "mailed · to <script>@example.org".into(),
            failed: false,
        };
        let page = happenings(&[happening], &[]).into_string();
        assert!(page.contains("to &lt;script&gt;@example.org"), "{page}");
    }
}
