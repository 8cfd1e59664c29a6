//! What the guide `docs/guide/coming_from_django.md` says of this crate: a test for
//! each row of its tables, which names it in a footnote. What it says of Python was
//! seen with django-side-effects 3.1 on Django 5.2.

// Origins have no work of their own here, and some are only looked at.
#![allow(unused_variables, dead_code)]

#[path = "../common/child.rs"]
mod child;
#[path = "../common/notes.rs"]
mod notes;
#[path = "../common/recorder.rs"]
mod recorder;

mod checking;
mod committing;
mod declaring;
mod failing;
mod listing;
mod page;
mod receiving;
mod registry;
mod settings;
mod testing;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

// The example application: two crates with side effects.
side_effects::link!(bookshop, bookshop_effects);

/// The message that `run` panics with.
fn panic_of<R>(run: impl FnOnce() -> R) -> Option<String> {
    let payload = catch_unwind(AssertUnwindSafe(run)).err()?;
    Some(text(&*payload).to_owned())
}

fn text(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .expect("a panic with a text")
}
