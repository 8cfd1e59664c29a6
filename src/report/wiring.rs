//! Whether the program may start: what `check()` finds, as far as it matters.

use crate::event::suggest::{did_you_mean, quoted};
use crate::report::check::check;
use crate::report::message::{CheckMessage, Severity};
use crate::wiring::registry::registry;

/// A kind of mistake that [`check()`](check()) finds.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) id: &'static str,
    /// Whether something does not run because of it.
    stops: bool,
    /// Whether it is only known once the application has provided what it has.
    at_start: bool,
}

impl Kind {
    const fn stops(id: &'static str) -> Self {
        Self {
            id,
            stops: true,
            at_start: false,
        }
    }

    const fn at_start(id: &'static str) -> Self {
        Self {
            at_start: true,
            ..Self::stops(id)
        }
    }

    const fn hint(id: &'static str) -> Self {
        Self {
            stops: false,
            ..Self::stops(id)
        }
    }
}

/// All kinds, in the order of the table at [`check()`](check()).
pub(crate) const KINDS: &[Kind] = &[
    Kind::stops("E001"),
    Kind::stops("E002"),
    Kind::stops("E003"),
    Kind::stops("E004"),
    Kind::stops("E005"),
    Kind::stops("W001"),
    Kind::stops("W002"),
    Kind::hint("W003"),
    Kind::at_start("W004"),
    Kind::at_start("W005"),
];

/// Whether a message says only that the program has not started yet.
#[cfg(feature = "cli")]
pub(crate) fn is_of_the_start(message: &CheckMessage) -> bool {
    kind(message.id()).is_some_and(|kind| kind.at_start)
}

fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id)
}

/// Panics, with everything in one readable list, if anything that is linked in or
/// registered would not run: for the start of a program, after it has provided
/// its [`Dep`](crate::Dep)s.
///
/// That is every error that [`check()`](check()) finds, and the warnings `W001` (nothing
/// fires a label), `W002` (nothing handles it: a forgotten
/// [`link!`](crate::link!), a misspelt label), `W004` (nothing is provided for
/// a `Dep`) and `W005` (there is no queue for a durable handler). Docs that are missing (`W003`) stop nobody. [`Wiring`] allows what
/// is meant as it stands.
///
/// # Panics
///
/// If there is anything in that list.
///
/// # Examples
///
/// ```no_run
/// # struct Mailer;
/// fn main() {
///     side_effects::provide(Mailer);
///     side_effects::assert_wired();
///     // … serve
/// }
/// ```
#[track_caller]
pub fn assert_wired() {
    Wiring::new().assert();
}

/// What [`assert_wired`] looks at, but for what is allowed.
///
/// # Examples
///
/// ```
/// use side_effects::{Wiring, has_side_effects};
///
/// /// The handlers of this one are in a plugin.
/// #[has_side_effects("wiring_example")]
/// fn sign_up(email: &str) {}
///
/// let found = Wiring::new().check();
/// let found: Vec<_> = found.iter().filter(|found| found.label() == "wiring_example").collect();
/// assert_eq!(found[0].id(), "W002");
///
/// let found = Wiring::new().allow_label("wiring_example").check();
/// assert!(found.iter().all(|found| found.label() != "wiring_example"));
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Wiring {
    ids: Vec<String>,
    labels: Vec<String>,
    before_start: bool,
}

impl Wiring {
    /// Allows nothing: `Wiring::new().assert()` is [`assert_wired()`](assert_wired).
    pub fn new() -> Self {
        Self::default()
    }

    /// The same where nothing is provided, because nothing is to run.
    #[cfg_attr(not(feature = "cli"), allow(dead_code))]
    pub(crate) fn before_start() -> Self {
        Self {
            before_start: true,
            ..Self::default()
        }
    }

    /// Allows one kind of mistake: `"W002"`, say. [`check()`](check()) has the ids.
    ///
    /// # Panics
    ///
    /// If there is no such id: nobody wants to allow nothing.
    #[track_caller]
    pub fn allow(mut self, id: &str) -> Self {
        if kind(id).is_none() {
            let ids = || KINDS.iter().map(|kind| kind.id);
            let hint =
                did_you_mean(id, ids()).map_or_else(String::new, |hint| format!(" ({hint})"));
            panic!(
                "`check()` finds no `{id}`{hint}: it finds {}",
                quoted(ids())
            );
        }
        self.ids.push(id.to_owned());
        self
    }

    /// Allows whatever is wrong with one label.
    ///
    /// # Panics
    ///
    /// If nothing fires or handles it: then it is misspelt, or it is gone, and
    /// should be gone here, too. A label that is only known from
    /// [`register`](crate::register) has to be registered before.
    #[track_caller]
    pub fn allow_label(mut self, label: &str) -> Self {
        if registry().by_label(label).is_none() {
            panic!("{}", unknown_label(label));
        }
        self.labels.push(label.to_owned());
        self
    }

    /// What [`assert`](Self::assert) would panic with: all that would not run,
    /// and is not allowed.
    #[must_use]
    pub fn check(&self) -> Vec<CheckMessage> {
        let mut messages = check();
        messages.retain(|message| {
            let matters = kind(message.id())
                .is_none_or(|kind| kind.stops && !(self.before_start && kind.at_start));
            let is_allowed = self.ids.iter().any(|id| id == message.id())
                || self.labels.iter().any(|label| label == message.label());
            matters && !is_allowed
        });
        messages
    }

    /// Panics with what [`check`](Self::check) returns, in one readable list.
    ///
    /// # Panics
    ///
    /// If that is anything.
    #[track_caller]
    pub fn assert(&self) {
        let messages = self.check();
        if messages.is_empty() {
            return;
        }
        let mut text = report(&messages);
        let is_warning = |message: &&CheckMessage| message.severity() == Severity::Warning;
        if let Some(warning) = messages.iter().find(is_warning) {
            text += &format!(
                "\nWhat is meant as it stands can be allowed, by id or by label:\n\n    \
                 side_effects::Wiring::new().allow({:?}).assert();\n    \
                 side_effects::Wiring::new().allow_label({:?}).assert();\n",
                warning.id(),
                warning.label(),
            );
        }
        panic!("{text}");
    }
}

/// All of `messages`, under their labels, and how many there are.
pub(crate) fn report(messages: &[CheckMessage]) -> String {
    let count = |severity| {
        let count = messages.iter().filter(|m| m.severity() == severity).count();
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {severity}{plural}")
    };
    let mut report = format!(
        "the wiring of side effects has {} and {}\n",
        count(Severity::Error),
        count(Severity::Warning)
    );
    let mut label = None;
    for message in messages {
        if label.replace(message.label()) != Some(message.label()) {
            report += &format!("\n`{}`\n", message.label());
        }
        report += "\n";
        for line in message.to_string().lines() {
            report += &format!("  {line}\n");
        }
    }
    report
}

/// That there is no such label, and which there are.
pub(crate) fn unknown_label(label: &str) -> String {
    let near = did_you_mean(label, registry().labels());
    let hint = near.unwrap_or_else(all_labels);
    format!("nothing fires or handles `{label}`: {hint}")
}

pub(crate) fn all_labels() -> String {
    let labels = registry().labels();
    match labels.len() {
        0 => "no side effects are linked in. A crate that nothing refers to is left out: \
              `side_effects::link!` it"
            .to_owned(),
        1..=12 => format!("there is {}", quoted(labels)),
        many => format!("there are {many} others, which a listing shows"),
    }
}
