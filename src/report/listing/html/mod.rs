//! A page for everybody who asks what happens when.
//!
//! It is one file with nothing in it from elsewhere, and a policy that has the
//! browser refuse whatever got in all the same.

mod docs;
mod groups;
mod picture;
mod sections;
mod source;

#[cfg(test)]
mod tests;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::groups::{Group, Labelled};
use super::Section;
use crate::report::message::{CheckMessage, Severity};

pub(crate) use source::SourceUrl;

const STYLE: &str = include_str!("style.css");
const SEARCH: &str = include_str!("search.js");
/// What the policy allows to run. A browser that finds another script says what
/// its hash is.
const SEARCH_HASH: &str = "sha256-63+kLEzJoZHo2ylOkGYzBHGW6SRwagjDs+40BtDdiKY=";

/// More messages than these are folded, unless there are errors among them.
const MANY: usize = 8;

pub(super) fn render(
    sections: &[Section],
    found: &[CheckMessage],
    source: Option<&SourceUrl>,
) -> String {
    let groups = groups::of(sections, found);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head())
            body {
                header {
                    h1 { "Side effects" }
                    p.lead { "What happens when, and which code makes it so." }
                    (counts(sections))
                }
                (contents(&groups))
                main {
                    (verdict(&groups))
                    @if !sections.is_empty() { (picture::of(&groups)) }
                    (sections::of(&groups, source))
                    p #none hidden { "No label matches the search." }
                }
                script { (PreEscaped(SEARCH)) }
            }
        }
    };
    without_forbidden(&page.into_string()) + "\n"
}

fn head() -> Markup {
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src '{SEARCH_HASH}'; \
         img-src data:; base-uri 'none'; form-action 'none'"
    );
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="generator" content="side-effects";
            title { "Side effects" }
            // Else the browser asks the server for one.
            link rel="icon" href="data:,";
            style { (PreEscaped(STYLE)) }
        }
    }
}

fn counts(sections: &[Section]) -> Markup {
    let origins = sections.iter().map(|section| section.origins.len()).sum();
    let handlers = sections.iter().map(|section| section.handlers.len()).sum();
    html! {
        ul.counts {
            li { (counted(sections.len(), "label")) }
            li { (counted(origins, "origin")) }
            li { (counted(handlers, "side effect")) }
        }
    }
}

fn counted(count: usize, what: &str) -> Markup {
    html! { strong { (count) } " " (what) @if count != 1 { "s" } }
}

/// All labels, and the search that narrows them.
fn contents(groups: &[Group<'_>]) -> Markup {
    html! {
        nav aria-label="Labels" {
            // Without the script, a field would be of no use.
            search #search hidden {
                label for="words" { "Search" }
                input #words type="search" autocomplete="off" spellcheck="false"
                    placeholder="order, mail, …";
                p #matches role="status" {}
            }
            div.labels {
                @for group in groups { (labels(group)) }
            }
        }
    }
}

fn labels(group: &Group<'_>) -> Markup {
    html! {
        div.contents data-labels=(group.anchors()) {
            p.module { (group.title()) }
            ul {
                @for label in &group.labels {
                    li data-labels=(label.anchor) {
                        a href=(label.href()) { bdi { (label.shown()) } (label.mark()) }
                    }
                }
            }
        }
    }
}

/// What the check has to say, in a line for each message; the whole of it stands
/// at its label.
fn verdict(groups: &[Group<'_>]) -> Markup {
    let labels = || groups.iter().flat_map(|group| &group.labels);
    let messages: Vec<_> = labels()
        .flat_map(|label| label.found.iter().map(move |message| (label, *message)))
        .collect();
    let count = |severity| {
        let of_it = |(_, message): &&(&Labelled<'_>, &CheckMessage)| message.severity() == severity;
        messages.iter().filter(of_it).count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if messages.is_empty() {
        return html! { p.verdict.good { "The check of the wiring has found nothing wrong." } };
    }
    html! {
        details.verdict.bad[errors > 0] open[errors > 0 || messages.len() <= MANY] {
            summary {
                "The check of the wiring has found "
                @if errors > 0 { (counted(errors, "error")) }
                @if errors > 0 && warnings > 0 { " and " }
                @if warnings > 0 { (counted(warnings, "warning")) }
                "."
            }
            ul {
                @for (label, message) in messages {
                    li data-labels=(label.anchor) {
                        (sections::kind(message)) " "
                        a href=(label.href()) { bdi { (label.shown()) } } ": "
                        (sections::first_line(message))
                    }
                }
            }
        }
    }
}

/// Replaces what no HTML document may contain, however it is escaped.
fn without_forbidden(page: &str) -> String {
    let is_forbidden = |c: char| {
        let is_noncharacter =
            matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
        is_noncharacter || (c.is_control() && !c.is_ascii_whitespace())
    };
    page.replace(is_forbidden, "\u{fffd}")
}
