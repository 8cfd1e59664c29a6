//! Each label: what fires it, and what follows.

use maud::{Markup, html};

use super::docs;
use super::groups::{Group, Labelled};
use super::source::{SourceUrl, place};
use crate::event::origin::Origin;
use crate::report::listing::shown;
use crate::report::message::{CheckMessage, Severity};
use crate::wiring::handler::{Handler, When};

pub(super) fn of(groups: &[Group<'_>], source: Option<&SourceUrl>) -> Markup {
    html! {
        @for group in groups {
            section.module data-labels=(group.anchors()) {
                h2 { (group.title()) }
                @for label in &group.labels { (section(label, source)) }
            }
        }
    }
}

fn section(label: &Labelled<'_>, source: Option<&SourceUrl>) -> Markup {
    let origins = label.section.origins.iter().enumerate();
    let handlers = label.section.handlers.iter().enumerate();
    html! {
        article id=(label.anchor) data-labels=(label.anchor) {
            h3 {
                bdi { (label.shown()) }
                a.self href=(label.href()) aria-label="Link to this label" { "#" }
            }
            @for message in &label.found { (finding(message)) }
            h4 { "When" }
            @if label.section.origins.is_empty() { p.nothing { "Nothing fires it." } }
            @for (position, origin) in origins {
                div.origin id=(label.origin_anchor(position)) { (fired_by(origin, source)) }
            }
            h4 { "Then" }
            @if label.section.handlers.is_empty() { p.nothing { "Nothing handles it." } }
            ol.handlers {
                @for (position, handler) in handlers {
                    li id=(label.handler_anchor(position)) { (handled_by(handler, source)) }
                }
            }
        }
    }
}

fn fired_by(origin: &Origin, source: Option<&SourceUrl>) -> Markup {
    html! {
        @if let Some(written) = origin.docs() { (docs::rendered(written)) }
        p.function {
            code.path { bdi { (shown(origin.path())) } }
            " " (place(source, origin.file(), origin.line()))
        }
        pre.signature { code { (origin.signature()) } }
    }
}

fn handled_by(handler: &Handler, source: Option<&SourceUrl>) -> Markup {
    html! {
        @match handler.docs() {
            Some(written) => (docs::rendered(written)),
            None => p.nothing { "Not documented." },
        }
        ul.badges { (badges(handler)) }
        p.function {
            code.path { bdi { (shown(handler.path())) } }
            " " (place(source, handler.file(), handler.line()))
        }
        pre.signature { code { (handler.signature()) } }
    }
}

/// When it runs, in which order, and what it needs.
fn badges(handler: &Handler) -> Markup {
    let when = handler.when();
    let word = when.word();
    html! {
        li.when.(word) title=(promise(when)) { (when) }
        @if handler.is_async() { li title="It runs beside the others of its order." { "async" } }
        @if handler.order() != 0 {
            li title="Lower runs first; without, it is 0." { "order " (handler.order()) }
        }
        @if let Some((id, _, attempts)) = handler.durable_facts() {
            li title="How often it is tried, before somebody has to look." {
                "up to " (attempts) " attempts"
            }
            li title="What stored jobs call it." { "id " bdi { (shown(id)) } }
        }
        @for dep in handler.deps() {
            li title="The application provides it at start-up." { "needs " bdi { (shown(dep)) } }
        }
    }
}

/// What "inline", "background" and "durable" mean to those who wait.
pub(super) fn promise(when: When) -> &'static str {
    match when {
        When::Inline => "It is done before the function returns to its caller.",
        When::Background => "It begins at once, and nobody waits for it.",
        When::Durable(_) => "It is stored as a job, and tried until it is done, across crashes.",
    }
}

fn finding(message: &CheckMessage) -> Markup {
    let mut lines = message.message().lines();
    let first = lines.next().unwrap_or_default();
    let rest = lines.collect::<Vec<_>>().join("\n");
    html! {
        div.finding.(message.severity()) role="note" {
            p { (kind(message)) " " (prose(first)) }
            @if !rest.is_empty() { pre { (rest) } }
            p.help { strong { "Help: " } (prose(message.hint())) }
        }
    }
}

pub(super) fn first_line(message: &CheckMessage) -> Markup {
    prose(message.message().lines().next().unwrap_or_default())
}

/// What stands between backticks is code.
fn prose(text: &str) -> Markup {
    html! {
        @for (position, part) in text.split('`').enumerate() {
            @if position % 2 == 1 { code { bdi { (shown_part(part)) } } } @else { (shown_part(part)) }
        }
    }
}

/// As it is shown elsewhere, but for what is empty.
fn shown_part(text: &str) -> String {
    if text.trim().is_empty() {
        return text.to_owned();
    }
    shown(text)
}

pub(super) fn kind(message: &CheckMessage) -> Markup {
    let severity = match message.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    html! { span.kind.(severity) { (severity) " " (message.id()) } }
}
