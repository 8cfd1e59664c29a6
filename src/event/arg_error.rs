//! Why there is no argument to be seen.

use crate::event::capture::{Offer, Offers, TypeFacts, Why};
use crate::event::origin::Origin;
use crate::event::suggest::{did_you_mean, quoted};

/// Why [`Event::try_arg`](crate::Event::try_arg) has no argument to show.
///
/// # Examples
///
/// ```
/// use side_effects::{ArgError, Event, has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("arg_error_example")]
/// fn sign_up(email: String) {}
///
/// #[is_side_effect_of("arg_error_example")]
/// fn audit(event: &Event<'_>) -> Result<(), ArgError> {
///     let error = event.try_arg::<str>("emial").unwrap_err();
///     assert!(matches!(error, ArgError::NoSuchParameter { .. }));
///     assert!(error.to_string().contains("did you mean `email`?"));
///
///     let error = event.try_arg::<u32>("email").unwrap_err();
///     assert!(matches!(error, ArgError::AnotherType { .. }));
///
///     // As the error of the handler, it is logged.
///     let email = event.try_arg::<str>("email")?;
///     Ok(())
/// }
///
/// sign_up("ada@example.org".into());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArgError {
    /// The origin has no parameter of that name.
    #[error("`{origin}` has no parameter `{name}`{}", there_is(name, names))]
    #[non_exhaustive]
    NoSuchParameter {
        /// The name that was asked for.
        name: String,
        /// The path of the origin.
        origin: &'static str,
        /// The names that there are, in order.
        names: &'static [&'static str],
    },
    /// It is of another type than the one asked for.
    #[error(
        "`{name}` of `{origin}` is not of type `{asked}`: ask for {}",
        choice(types)
    )]
    #[non_exhaustive]
    AnotherType {
        /// The name of the parameter.
        name: String,
        /// The path of the origin.
        origin: &'static str,
        /// The type that was asked for.
        asked: &'static str,
        /// The types that it can be seen as: its own, without an outer `&`, and
        /// what that dereferences to.
        types: Vec<&'static str>,
    },
    /// It was not captured, so that no handler can see it.
    #[error("`{name}` of `{origin}` was not captured, since it {reason}: {remedy}")]
    #[non_exhaustive]
    NotCaptured {
        /// The name of the parameter.
        name: String,
        /// The path of the origin.
        origin: &'static str,
        /// Why it was not. Completes "since it …".
        reason: &'static str,
        /// What to do about it.
        remedy: &'static str,
    },
}

/// Which parameters there are instead. Completes "has no parameter `name`".
fn there_is(name: &str, names: &[&str]) -> String {
    match name {
        "self" if names.contains(&"this") => return ": the receiver is called `this`".into(),
        "return_value" | "_return_value" => {
            return ": ask for the return value with `event.return_value::<T>()`".into();
        }
        _ if names.is_empty() => return ", and no other".into(),
        _ => {}
    }
    let there_is = format!(", but {}", quoted(names.iter().copied()));
    match did_you_mean(name, names.iter().copied()) {
        Some(question) => format!("{there_is}: {question}"),
        None => there_is,
    }
}

fn choice(types: &[&str]) -> String {
    let types = types.iter().map(|name| format!("`{name}`"));
    types.collect::<Vec<_>>().join(" or ")
}

/// Why an argument is not there, before anybody wants to read it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Miss {
    Unknown,
    AnotherType,
    NotCaptured {
        reason: &'static str,
        remedy: &'static str,
    },
}

impl Miss {
    pub(crate) const NOT_SYNC: Self = Self::NotCaptured {
        reason: "is not `Sync`, and the future of an async origin moves between threads",
        remedy: "let its type be `Sync`",
    };
    pub(crate) const OTHER_THREAD: Self = Self::NotCaptured {
        reason: "is not `Sync`, and the origin was called on another thread",
        remedy: "let its type be `Sync`",
    };
    pub(crate) const NOT_KEPT: Self = Self::NotCaptured {
        reason: "was not kept, since no handler asked for it when the origin was called",
        remedy: "let a handler bind to it",
    };
    pub(crate) const NOT_COPIED: Self = Self::NotCaptured {
        reason: "was not copied when the event fired (its type has no `Clone`, or is not `Send` and \
                 `Sync`)",
        remedy: "let its type be `Clone`, `Send` and `Sync`",
    };
    pub(crate) const COPY_PANICKED: Self = Self::NotCaptured {
        reason: "was not copied when the event fired (its `Clone` panicked)",
        remedy: "mend the `Clone` of its type",
    };

    /// That a value of such a type is not there.
    pub(crate) fn not_kept(facts: Option<&TypeFacts>) -> Self {
        match facts {
            Some(facts) if facts.own.is_none() => Self::NOT_COPIED,
            _ => Self::NOT_KEPT,
        }
    }

    /// The error for somebody who asked for the argument called `name`, as the
    /// type called `asked`.
    #[cold]
    pub(crate) fn error(
        self,
        origin: Origin,
        offers: Option<&Offers<Vec<Offer>>>,
        name: &str,
        asked: &'static str,
    ) -> ArgError {
        let (name, path) = (name.to_owned(), origin.path());
        match self {
            Self::Unknown => ArgError::NoSuchParameter {
                name,
                origin: path,
                names: origin.0.args,
            },
            Self::AnotherType => {
                let position = origin.0.position(&name);
                let facts = position.and_then(|position| offers?.facts(position));
                ArgError::AnotherType {
                    name,
                    origin: path,
                    asked,
                    types: facts.map(TypeFacts::names).unwrap_or_default(),
                }
            }
            Self::NotCaptured { reason, remedy } => ArgError::NotCaptured {
                name,
                origin: path,
                reason,
                remedy,
            },
        }
    }

    pub(crate) fn not_captured(why: Why) -> Self {
        Self::NotCaptured {
            reason: why.reason(),
            remedy: match why {
                Why::Borrows => "let the origin take a type that owns what it holds",
                Why::Generic => "bound the type parameter by `'static`",
                Why::MovedByBody => "write `&mut *self` in the body",
                Why::NotByItself => {
                    "name it in the origin's attribute, as in `capture(self)`, if its type is \
                     `'static`"
                }
                Why::NotClone => {
                    "derive `Clone` for its type, or let the origin take it by reference"
                }
                Why::NotGiven => "give it to `fire!`",
                Why::NotInFuture => "use it in the `async` block",
                Why::Opaque => "let the origin name its type",
                Why::Returned => "let the return value borrow something else",
                Why::Skipped => "take it out of the `skip(…)`",
                Why::UsedBefore => "use it in the `async` block alone",
            },
        }
    }
}
