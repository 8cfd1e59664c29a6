//! One thing that is wrong with the wiring, and how it is told.

use std::fmt;

use crate::event::origin::Origin;
use crate::wiring::handler::Handler;

/// How bad a [`CheckMessage`] is.
///
/// # Examples
///
/// ```
/// use side_effects::{Severity, check, is_side_effect_of};
///
/// /// Nothing fires this.
/// #[is_side_effect_of("severity_example")]
/// fn forgotten() {}
///
/// let messages = check();
/// let message = messages.iter().find(|message| message.label() == "severity_example").unwrap();
/// assert_eq!(message.severity(), Severity::Warning);
/// assert!(Severity::Error < Severity::Warning); // errors are sorted first
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Something will not run.
    Error,
    /// Something looks forgotten.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One thing that is wrong with the wiring; [`check()`](crate::check()) finds them.
///
/// `Display` is the whole of it, on several lines.
///
/// # Examples
///
/// ```
/// use side_effects::{check, has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("check_message_example")]
/// fn sign_up(email: &str) {}
///
/// /// Send the welcome mail.
/// #[is_side_effect_of("check_message_example")]
/// fn welcome(email: &str, emial: &str) {}
///
/// let messages = check();
/// let message = messages.iter().find(|message| message.label() == "check_message_example").unwrap();
/// assert_eq!(message.id(), "E001");
/// assert!(message.message().contains("`emial`"));
/// assert!(message.file().ends_with(".rs") && message.line() > 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckMessage {
    id: &'static str,
    label: &'static str,
    message: String,
    hint: String,
    file: &'static str,
    line: u32,
}

impl CheckMessage {
    /// What kind of mistake it is: `E001`, `W002`, … [`check()`](crate::check()) has them all.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Whether something will not run, or only looks forgotten.
    #[must_use]
    pub fn severity(&self) -> Severity {
        if self.id.starts_with('E') {
            Severity::Error
        } else {
            Severity::Warning
        }
    }

    /// The label in question.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.label
    }

    /// What is wrong. The first line says it; more lines may say why.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.hint
    }

    /// The source file to look at, as the compiler was given it.
    #[must_use]
    pub fn file(&self) -> &'static str {
        self.file
    }

    /// The line in [`file`](Self::file), from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.line
    }

    pub(crate) fn at_handler(
        id: &'static str,
        handler: &Handler,
        message: String,
        hint: String,
    ) -> Self {
        Self {
            id,
            label: handler.label(),
            message,
            hint,
            file: handler.file(),
            line: handler.line(),
        }
    }

    pub(crate) fn at_origin(
        id: &'static str,
        origin: &Origin,
        message: String,
        hint: String,
    ) -> Self {
        Self {
            id,
            label: origin.label(),
            message,
            hint,
            file: origin.file(),
            line: origin.line(),
        }
    }
}

impl fmt::Display for CheckMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.message.lines();
        let first = lines.next().unwrap_or_default();
        let (severity, id) = (self.severity(), self.id);
        writeln!(f, "{}:{}: {severity}[{id}]: {first}", self.file, self.line)?;
        for line in lines {
            writeln!(f, "{line}")?;
        }
        write!(f, "  {:>9}: {}", "help", self.hint)
    }
}
