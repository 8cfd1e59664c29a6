//! The wiring as a picture: origin → label → handler, a drawing for each group.

mod draw;
mod order;
mod place;

use maud::{Markup, html};

use super::groups::{Group, Labelled};
use crate::event::origin::Origin;
use crate::report::listing::shown;
use crate::report::message::Severity;

/// The columns of a picture.
const ORIGINS: usize = 0;
const LABELS: usize = 1;
const HANDLERS: usize = 2;

/// One function, or one label.
struct Node<'a> {
    /// What stands in the box, as far as it has room.
    text: String,
    /// The path, file and line of a function, which tell it from others.
    identity: (&'a str, &'a str, u32),
    /// Where it leads to.
    href: String,
    /// The anchors of all labels that it belongs to.
    labels: Vec<&'a str>,
    class: &'static str,
}

/// A line from a node of one column to a node of the next.
struct Edge<'a> {
    from: usize,
    to: usize,
    label: &'a str,
    class: &'static str,
}

#[derive(Default)]
struct Picture<'a> {
    columns: [Vec<Node<'a>>; 3],
    /// From each column to the next.
    edges: [Vec<Edge<'a>>; 2],
}

pub(super) fn of(groups: &[Group<'_>]) -> Markup {
    html! {
        section.picture aria-labelledby="picture" {
            h2 #picture { "The wiring" }
            (legend())
            @for group in groups {
                figure data-labels=(group.anchors()) {
                    figcaption { (group.title()) }
                    // It is as wide as it has to be, and a phone is not.
                    section.drawing aria-label=(name(group)) tabindex="0" {
                        (draw::svg(&Picture::of(group), &name(group)))
                    }
                }
            }
        }
    }
}

fn name(group: &Group<'_>) -> String {
    match &group.module {
        Some(module) => format!("Side effects of {}", shown(module)),
        None => "Side effects that nothing fires".to_owned(),
    }
}

fn legend() -> Markup {
    html! {
        dl.legend {
            div { dt { span.sample.origin { "function" } } dd { "when this is done" } }
            div { dt { span.sample.label { "label" } } dd { "this has happened" } }
            div { dt { span.sample.handler { "side effect" } } dd { "and this follows" } }
            div { dt { (draw::sample("inline")) } dd { "before the function returns" } }
            div { dt { (draw::sample("background")) } dd { "in the background" } }
            div { dt { (draw::sample("durable")) } dd { "durably, by a queue" } }
        }
    }
}

impl<'a> Picture<'a> {
    fn of(group: &'a Group<'_>) -> Self {
        let mut picture = Self::default();
        let module = group.module.as_deref().unwrap_or_default();
        for label in &group.labels {
            picture.add(label, module);
        }
        picture
    }

    fn add(&mut self, label: &'a Labelled<'_>, module: &str) {
        let section = label.section;
        let middle = self.columns[LABELS].len();
        self.columns[LABELS].push(Node {
            text: label.shown(),
            identity: (section.label, "", 0),
            href: label.href(),
            labels: vec![&label.anchor],
            class: match label.worst() {
                Some(Severity::Error) => "label error",
                Some(Severity::Warning) => "label warning",
                None => "label",
            },
        });
        for (position, origin) in section.origins.iter().enumerate() {
            let from = self.function(
                ORIGINS,
                label,
                &origin_text(origin, module),
                (origin.path(), origin.file(), origin.line()),
                label.origin_anchor(position),
            );
            self.edges[ORIGINS].push(Edge {
                from,
                to: middle,
                label: &label.anchor,
                class: "fires",
            });
        }
        for (position, handler) in section.handlers.iter().enumerate() {
            let to = self.function(
                HANDLERS,
                label,
                handler.path(),
                (handler.path(), handler.file(), handler.line()),
                label.handler_anchor(position),
            );
            self.edges[LABELS].push(Edge {
                from: middle,
                to,
                label: &label.anchor,
                class: handler.when().word(),
            });
        }
    }

    /// The position of a function, which is one node whatever it has labels.
    fn function(
        &mut self,
        column: usize,
        label: &'a Labelled<'_>,
        text: &str,
        identity: (&'a str, &'a str, u32),
        anchor: String,
    ) -> usize {
        let nodes = &mut self.columns[column];
        let known = nodes.iter().position(|node| node.identity == identity);
        let position = known.unwrap_or_else(|| {
            nodes.push(Node {
                text: shown(text),
                identity,
                href: format!("#{anchor}"),
                labels: Vec::new(),
                class: if column == ORIGINS {
                    "origin"
                } else {
                    "handler"
                },
            });
            nodes.len() - 1
        });
        nodes[position].labels.push(&label.anchor);
        position
    }
}

fn origin_text(origin: &Origin, module: &str) -> String {
    if origin.is_fired() {
        return format!("fire! in line {}", origin.line());
    }
    without_module(origin.path(), module).to_owned()
}

/// In a drawing under the name of a module, what is in it goes without.
fn without_module<'a>(path: &'a str, module: &str) -> &'a str {
    let inside = path.strip_prefix(module);
    inside
        .and_then(|path| path.strip_prefix("::"))
        .unwrap_or(path)
}
