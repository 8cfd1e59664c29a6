//! What is wrong with the wiring, found without running any of it.

use std::collections::HashSet;

use crate::event::suggest::did_you_mean;
#[cfg(feature = "durable")]
use crate::report::durable;
use crate::report::message::CheckMessage;
use crate::scope::deps::NotProvided;
use crate::wiring::binding;
use crate::wiring::handler::{Handler, Kind, Wanted};
use crate::wiring::registry::{LabelEntry, registry};
use crate::wiring::unfired;

/// Looks for mistakes in the wiring: all that is linked into this program, and
/// all that is registered by now. By label; of one label, errors come first.
///
/// | id | what is wrong | [`assert_wired`](crate::assert_wired) |
/// | --- | --- | --- |
/// | `E001` | a handler does not fit an origin of its label | panics |
/// | `E002` | a handler is async, neither `background` nor `durable`, and an origin of its label is not async | panics |
/// | `E003` | a label is empty, or blank | panics |
/// | `E004` | a handler in the `background` is bound to an argument that cannot be copied: not `Clone`, `Send` and `Sync` | panics |
/// | `E005` | several `durable` handlers have one id | panics |
/// | `W001` | a label has handlers, and nothing fires it | panics |
/// | `W002` | a label is fired, and nothing handles it | panics |
/// | `W003` | a handler has no docs | |
/// | `W004` | a handler takes a [`Dep`](crate::Dep), and nothing is provided for it | panics |
/// | `W005` | a handler is `durable`, and no queue is installed | panics |
///
/// No function of yours is called, and a program that does not call `check`
/// pays nothing for it.
///
/// A handler in a crate that nothing refers to is not in the program at all.
/// What shows here is that its label has no handlers left (`W002`):
/// [`link!`](crate::link!) says what to do. [`guide::wiring`](crate::guide::wiring) has the place
/// for this in continuous integration.
///
/// # What is checked on the first call
///
/// Only a call can tell some types. The name is checked here, and the type on
/// the first call, as every mismatch is:
///
/// * of a parameter or return value with a type parameter, `Self` or an
///   `impl Trait` in its type: each call may have another type;
/// * of one whose type has no name in the origin's module, where the origin is
///   a method or generic: a type in a function body;
/// * of the receiver, where `capture(self)` says that it can be captured, and
///   of what a pattern takes apart in a method or a generic function;
/// * of all that [`fire!`](crate::fire!) and [`fire_async!`](crate::fire_async!)
///   are given.
///
/// # Examples
///
/// ```
/// use side_effects::{Severity, check, has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("check_example")]
/// fn sign_up(email: &str) {}
///
/// /// Send the welcome mail.
/// #[is_side_effect_of("chek_example")]
/// fn welcome(email: &str) {}
///
/// let messages = check();
/// let typo = messages.iter().find(|message| message.label() == "chek_example").unwrap();
/// assert_eq!(typo.id(), "W001");
/// assert_eq!(typo.severity(), Severity::Warning);
/// assert!(typo.hint().contains("did you mean `check_example`?"));
/// ```
#[must_use]
pub fn check() -> Vec<CheckMessage> {
    let labels = registry().all();
    let mut undocumented = Undocumented::default();
    let mut messages = Vec::new();
    for label in &labels {
        let found = messages.len();
        // Where the label itself is wrong, it is no use to say that nothing
        // else has it.
        if label.label().trim().is_empty() {
            messages.extend(blank(label));
        } else {
            messages.extend(mismatches(label));
            messages.extend(never_fired(label));
            messages.extend(unhandled(label, &labels));
        }
        messages.extend(undocumented.of(label));
        messages.extend(unprovided(label));
        #[cfg(feature = "durable")]
        messages.extend(durable::messages(label));
        messages[found..].sort_by_key(|message| (message.id(), message.file(), message.line()));
    }
    messages
}

/// `E001`, `E002` and `E004`.
fn mismatches(label: &LabelEntry) -> Vec<CheckMessage> {
    let origins = label.origins();
    let handlers = label.handlers();
    let linked = handlers.iter().filter_map(|handler| match &handler.0 {
        Kind::Linked(entry) => Some((handler, entry)),
        // They take the event, which always fits.
        Kind::Runtime(_) => None,
    });
    linked
        .flat_map(|(handler, entry)| {
            origins.iter().filter_map(move |origin| {
                let mismatch = binding::check(origin.0, entry).err()?;
                let message = format!("{}\n{}", mismatch.summary, mismatch.details);
                let message =
                    CheckMessage::at_handler(mismatch.id, handler, message, mismatch.help);
                Some(message)
            })
        })
        .collect()
}

/// `W004`.
fn unprovided(label: &LabelEntry) -> Vec<CheckMessage> {
    let missing = |handler: &Handler| -> Vec<CheckMessage> {
        let Kind::Linked(entry) = &handler.0 else {
            return Vec::new();
        };
        let wanted = entry.params.iter().map(|param| (param.wanted)());
        let needs = wanted.filter_map(|wanted| match wanted {
            Wanted::Dep(need) => (need.look)().err(),
            Wanted::Event | Wanted::Delivery | Wanted::Value(..) => None,
        });
        let message = |missing: NotProvided| {
            let text = format!(
                "side effect `{}` takes a `Dep<{}>`, and nothing is provided for it",
                handler.path(),
                missing.wanted
            );
            let hint =
                "call `side_effects::provide(…)` (or `provide_dyn`) at start-up, before this"
                    .to_owned();
            CheckMessage::at_handler("W004", handler, text, hint)
        };
        needs.map(message).collect()
    };
    label.handlers().iter().flat_map(missing).collect()
}

/// `E003`. The macros refuse empty labels, so that these are mostly registered
/// ones.
fn blank(label: &LabelEntry) -> Vec<CheckMessage> {
    let hint = || {
        "give it a label that says what happens, as in \"user_created\", the same for the origin \
         and its handlers"
            .to_owned()
    };
    let blank = if label.label().is_empty() {
        "empty"
    } else {
        "blank"
    };
    let text = |role: &str, path: &str| format!("the label of {role} `{path}` is {blank}");
    let origins = label.origins().into_iter().map(|origin| {
        CheckMessage::at_origin("E003", &origin, text("origin", origin.path()), hint())
    });
    let handlers = label.handlers().into_iter().map(|handler| {
        let text = text("side effect", handler.path());
        CheckMessage::at_handler("E003", &handler, text, hint())
    });
    origins.chain(handlers).collect()
}

/// `W001`: once per label, since it is one mistake.
fn never_fired(label: &LabelEntry) -> Option<CheckMessage> {
    if !label.origins().is_empty() {
        return None;
    }
    let handlers = label.handlers();
    let message = format!(
        "nothing fires `{}`, so that its side effects never run{}",
        label.label(),
        each(
            "handler",
            handlers.iter().map(|h| (h.path(), h.file(), h.line()))
        )
    );
    let first = handlers.first()?;
    let hint = unfired::hint(label.label());
    Some(CheckMessage::at_handler("W001", first, message, hint))
}

/// `W002`: once per label, since it is one mistake.
fn unhandled(label: &LabelEntry, all: &[LabelEntry]) -> Option<CheckMessage> {
    if !label.handlers().is_empty() {
        return None;
    }
    let origins = label.origins();
    let message = format!(
        "nothing handles `{}`, which is fired{}",
        label.label(),
        each(
            "origin",
            origins.iter().map(|o| (o.path(), o.file(), o.line()))
        )
    );
    // One that is fired as well was meant as it stands.
    let orphans = all.iter().filter(|other| other.origins().is_empty());
    let hint = match did_you_mean(label.label(), orphans.map(LabelEntry::label)) {
        Some(question) => format!("there are handlers that nothing fires: {question}"),
        None => format!(
            "write `#[is_side_effect_of(\"{}\")]` on a function; if there is one in a crate that \
             nothing else refers to, `side_effects::link!` that crate",
            label.label().escape_debug()
        ),
    };
    let first = origins.first()?;
    Some(CheckMessage::at_origin("W002", first, message, hint))
}

/// A line for each function.
fn each<'a>(role: &str, places: impl Iterator<Item = (&'a str, &'a str, u32)>) -> String {
    places
        .map(|(path, file, line)| format!("\n  {role:>9}: {path}\n  {:>9}  at {file}:{line}", ""))
        .collect()
}

/// Finds handlers without docs: each once, however many labels it has.
#[derive(Debug, Default)]
pub(crate) struct Undocumented(HashSet<(String, &'static str, u32)>);

impl Undocumented {
    /// Whether this is such a handler, and was not asked for before.
    pub(crate) fn is_new(&mut self, handler: &Handler) -> bool {
        let identity = || (handler.path().to_owned(), handler.file(), handler.line());
        handler.docs().is_none() && self.0.insert(identity())
    }

    /// `W003`.
    fn of(&mut self, label: &LabelEntry) -> Vec<CheckMessage> {
        let mut handlers = label.handlers();
        handlers.retain(|handler| self.is_new(handler));
        let message = |handler: &Handler| {
            let hint = match handler.0 {
                Kind::Linked(_) => "say above it what it does: `/// Send the welcome mail.`",
                Kind::Runtime(_) => {
                    "what is registered at run time has a name only; a function under \
                     `#[is_side_effect_of]` can have docs"
                }
            };
            let text = format!("side effect `{}` has no docs", handler.path());
            CheckMessage::at_handler("W003", handler, text, hint.to_owned())
        };
        handlers.iter().map(message).collect()
    }
}
