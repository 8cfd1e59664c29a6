//! Durable handlers by the id that jobs call them by.

use std::collections::HashMap;

use once_cell::sync::Lazy;

use crate::event::suggest::{did_you_mean, quoted};
use crate::wiring::durable::{DurableEntry, RunError};
use crate::wiring::handler::{HandlerEntry, Run, SIDE_EFFECTS_HANDLERS};

/// A durable handler: one entry of it, if it has several labels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) handler: &'static HandlerEntry,
    pub(crate) durable: &'static DurableEntry,
}

impl Found {
    pub(crate) fn id(self) -> &'static str {
        self.durable.id_of(self.handler)
    }

    /// What tells functions apart: their labels do not.
    fn function(self) -> (&'static str, &'static str, u32) {
        let facts = &self.handler.facts;
        (facts.path, facts.file, facts.line)
    }
}

/// All that are linked in, each function once, sorted by id.
pub(crate) fn all() -> impl Iterator<Item = Found> {
    let mut by_id: Vec<_> = BY_ID.iter().collect();
    by_id.sort_by_key(|(id, _)| **id);
    by_id.into_iter().flat_map(|(_, of_id)| of_id).copied()
}

/// The functions of this id.
pub(crate) fn of_id(id: &str) -> &'static [Found] {
    BY_ID.get(id).map_or(&[], Vec::as_slice)
}

/// The handler of this id.
pub(crate) fn find(id: &str) -> Result<Found, RunError> {
    match of_id(id) {
        [found] => Ok(*found),
        [] => Err(RunError::UnknownHandler {
            handler: id.to_owned(),
            hint: hint(id),
        }),
        several => Err(RunError::Ambiguous {
            handler: id.to_owned(),
            paths: several
                .iter()
                .map(|found| found.handler.facts.path.to_owned())
                .collect(),
        }),
    }
}

fn hint(id: &str) -> String {
    let ids: Vec<_> = all().map(Found::id).collect();
    match (did_you_mean(id, ids.iter().copied()), ids.len()) {
        (Some(question), _) => {
            format!("{question} If the function was moved or renamed, give it `id = {id:?}`")
        }
        (None, 0) => {
            "it has none at all; a crate that nothing refers to is left out, and has to be \
                      named in `side_effects::link!`"
                .to_owned()
        }
        (None, 1..=12) => format!("there is {}", quoted(ids)),
        (None, count) => format!("there are {count} others"),
    }
}

static BY_ID: Lazy<HashMap<&'static str, Vec<Found>>> = Lazy::new(|| {
    let mut by_id: HashMap<_, Vec<Found>> = HashMap::new();
    for handler in SIDE_EFFECTS_HANDLERS {
        if let Run::Durable(durable) = handler.run {
            let found = Found { handler, durable };
            let of_id = by_id.entry(found.id()).or_default();
            // Another label of the same function.
            if of_id
                .iter()
                .all(|other| other.function() != found.function())
            {
                of_id.push(found);
            }
        }
    }
    // The linker's order changes from build to build.
    by_id
        .values_mut()
        .for_each(|of_id| of_id.sort_by_key(|found| found.function()));
    by_id
});
