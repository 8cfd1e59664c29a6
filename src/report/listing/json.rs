//! For programs. It is little enough to be written by hand.

use std::fmt::Write as _;

use super::Section;
use crate::event::origin::Origin;
use crate::wiring::handler::Handler;

/// Of what is documented at [`Format::Json`](super::Format::Json).
const VERSION: u32 = 1;

pub(super) fn render(sections: &[Section]) -> String {
    let sections = sections.iter().map(|section| {
        object(
            2,
            &[
                ("label", string(section.label)),
                ("origins", array(3, section.origins.iter().map(origin))),
                ("handlers", array(3, section.handlers.iter().map(handler))),
            ],
        )
    });
    let labels = array(1, sections);
    object(0, &[("version", VERSION.to_string()), ("labels", labels)]) + "\n"
}

fn origin(origin: &Origin) -> String {
    let function = function(
        origin.path(),
        origin.signature(),
        origin.docs(),
        (origin.file(), origin.line()),
        origin.is_async(),
    );
    object(4, &function)
}

fn handler(handler: &Handler) -> String {
    let function = function(
        handler.path(),
        handler.signature(),
        handler.docs(),
        (handler.file(), handler.line()),
        handler.is_async(),
    );
    let deps = handler.deps().into_iter().map(string);
    let of_handlers = [
        ("order", handler.order().to_string()),
        ("when", string(handler.when().word())),
        ("deps", array(5, deps)),
    ];
    let of_durable = handler.durable_facts();
    let of_durable = of_durable.iter().flat_map(|(id, queue, max_attempts)| {
        [
            ("id", string(id)),
            ("queue", string(queue)),
            ("max_attempts", max_attempts.to_string()),
        ]
    });
    let members = function.into_iter().chain(of_handlers).chain(of_durable);
    object(4, &members.collect::<Vec<_>>())
}

fn function(
    path: &str,
    signature: &str,
    docs: Option<&str>,
    place: (&str, u32),
    is_async: bool,
) -> [(&'static str, String); 6] {
    [
        ("path", string(path)),
        ("signature", string(signature)),
        ("docs", docs.map_or_else(|| "null".to_owned(), string)),
        ("file", string(place.0)),
        ("line", place.1.to_string()),
        ("async", is_async.to_string()),
    ]
}

fn object(depth: usize, members: &[(&str, String)]) -> String {
    let members = members.iter();
    let members = members.map(|(key, value)| format!("{}: {value}", string(key)));
    enclosed(depth, '{', members, '}')
}

fn array(depth: usize, elements: impl Iterator<Item = String>) -> String {
    enclosed(depth, '[', elements, ']')
}

/// One item per line, `depth` being that of the brackets.
fn enclosed(depth: usize, open: char, items: impl Iterator<Item = String>, close: char) -> String {
    let indent = "  ".repeat(depth);
    let items: Vec<_> = items.map(|item| format!("\n{indent}  {item}")).collect();
    if items.is_empty() {
        return format!("{open}{close}");
    }
    format!("{open}{}\n{indent}{close}", items.join(","))
}

/// A string literal of JSON, RFC 8259 section 7.
fn string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\t' => literal.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(literal, "\\u{:04x}", u32::from(c));
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}
