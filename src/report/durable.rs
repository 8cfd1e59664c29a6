//! What `check()` has to say about durable handlers.

use crate::report::message::CheckMessage;
use crate::run::durable::is_installed;
use crate::wiring::durable::{Found, of_id};
use crate::wiring::handler::{Handler, Kind, When};
use crate::wiring::registry::LabelEntry;

/// `E005` and `W005`.
pub(super) fn messages(label: &LabelEntry) -> Vec<CheckMessage> {
    let mut messages = Vec::new();
    for handler in label.handlers() {
        let Kind::Linked(entry) = handler.0 else {
            continue;
        };
        let When::Durable(durable) = entry.when else {
            continue;
        };
        let id = durable.id_of(entry);
        if let several @ [_, _, ..] = of_id(id) {
            messages.push(ambiguous(&handler, id, several));
        }
        if !is_installed() {
            messages.push(without_queue(&handler));
        }
    }
    messages
}

fn ambiguous(handler: &Handler, id: &str, several: &[Found]) -> CheckMessage {
    let places: String = several
        .iter()
        .map(|found| {
            let facts = &found.handler.facts;
            format!(
                "\n  {:>9}: {}\n  {:>9}  at {}:{}",
                "handler", facts.path, "", facts.file, facts.line
            )
        })
        .collect();
    let text = format!(
        "{} durable handlers have the id `{id}`, so that no worker knows which of them a job is for\
         {places}",
        several.len()
    );
    let hint = "give each an id of its own: `durable(id = \"…\")`".to_owned();
    CheckMessage::at_handler("E005", handler, text, hint)
}

fn without_queue(handler: &Handler) -> CheckMessage {
    let text = format!(
        "side effect `{}` is durable, and there is no queue to write its jobs to",
        handler.path()
    );
    let hint = "call `side_effects::durable::install(queue)` at start-up, before this (of \
                `side-effects-river`, `river.install()`)"
        .to_owned();
    CheckMessage::at_handler("W005", handler, text, hint)
}
