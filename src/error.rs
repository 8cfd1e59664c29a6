//! What can go wrong with a side effect.

/// What a handler may fail with.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What went wrong with one side effect of one event.
///
/// By default it is logged and nothing else happens; under `on_error = abort`
/// the origin returns it. [`guide::errors`](crate::guide::errors) has the rest.
///
/// # Examples
///
/// ```
/// use std::error::Error as _;
///
/// use side_effects::{Error, has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("error_example", on_error = abort)]
/// fn publish() -> Result<(), Error> {
///     Ok(())
/// }
///
/// #[is_side_effect_of("error_example")]
/// fn ping() -> Result<(), &'static str> {
///     Err("no route to host")
/// }
///
/// let error = publish().unwrap_err();
/// assert_eq!(error.label(), "error_example");
/// assert!(error.handler().ends_with("ping"));
/// assert_eq!(error.source().unwrap().to_string(), "no route to host");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A handler asks for something that the origin does not have.
    #[error("{message}")]
    #[non_exhaustive]
    SignatureMismatch {
        /// The label that ties the two together.
        label: &'static str,
        /// The path of the handler.
        handler: String,
        /// Both functions, where they are, what is at fault, and what would fit.
        message: String,
    },
    /// A handler returned an error.
    #[error("side effect `{handler}` of `{label}` failed")]
    #[non_exhaustive]
    HandlerFailed {
        /// The label that fired.
        label: &'static str,
        /// The path of the handler.
        handler: String,
        /// What the handler returned.
        source: BoxError,
    },
    /// A handler panicked.
    #[error("side effect `{handler}` of `{label}` panicked: {message}")]
    #[non_exhaustive]
    HandlerPanicked {
        /// The label that fired.
        label: &'static str,
        /// The path of the handler.
        handler: String,
        /// The message of the panic.
        message: String,
    },
    /// The predicate of an origin panicked, so that nothing fired.
    #[error("`run_on_exit` of `{origin}`, which has side effects `{label}`, panicked: {message}")]
    #[non_exhaustive]
    PredicatePanicked {
        /// The label that would have fired.
        label: &'static str,
        /// The path of the origin.
        origin: &'static str,
        /// The message of the panic.
        message: String,
    },
}

impl Error {
    /// The label of the event.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::SignatureMismatch { label, .. }
            | Self::HandlerFailed { label, .. }
            | Self::HandlerPanicked { label, .. }
            | Self::PredicatePanicked { label, .. } => label,
        }
    }

    /// The path of the function at fault: the handler, or the origin whose
    /// predicate panicked.
    #[must_use]
    pub fn handler(&self) -> &str {
        match self {
            Self::SignatureMismatch { handler, .. }
            | Self::HandlerFailed { handler, .. }
            | Self::HandlerPanicked { handler, .. } => handler,
            Self::PredicatePanicked { origin, .. } => origin,
        }
    }

    /// What a log says of it beside label and handler, which have fields of their
    /// own.
    pub(crate) fn cause(&self) -> Cause<'_> {
        match self {
            Self::SignatureMismatch {
                label,
                handler,
                message,
            } => {
                let subject = format!("side effect `{handler}` ");
                let cause = message.strip_prefix(&subject).unwrap_or(message);
                Cause::Text(cause.replacen(&format!(" (label `{label}`)"), "", 1))
            }
            Self::HandlerFailed { source, .. } => Cause::Source(&**source),
            Self::HandlerPanicked { message, .. } => Cause::Text(format!("panicked: {message}")),
            Self::PredicatePanicked { message, .. } => {
                Cause::Text(format!("`run_on_exit` panicked: {message}"))
            }
        }
    }
}

/// Why a side effect failed.
#[derive(Debug)]
pub(crate) enum Cause<'a> {
    Source(&'a (dyn std::error::Error + 'static)),
    Text(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_of_a_mismatch_repeats_neither_label_nor_handler() {
        let error = Error::SignatureMismatch {
            label: "saved",
            handler: "app::index".into(),
            message:
                "side effect `app::index` does not fit its origin `app::save` (label `saved`)\n  \
                      origin: fn save()"
                    .into(),
        };
        let Cause::Text(cause) = error.cause() else {
            unreachable!("a mismatch has no source");
        };
        assert_eq!(
            cause,
            "does not fit its origin `app::save`\n  origin: fn save()"
        );
    }
}
