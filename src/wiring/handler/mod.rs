//! Handlers, as they are linked in or registered.

mod call;
mod entry;

use std::fmt;
use std::sync::Arc;

use crate::event::origin::{docs, summary};

#[cfg(feature = "durable")]
pub(crate) use call::TakenByReference;
pub(crate) use call::{Call, Inputs, Places, Source, Wanted};
pub(crate) use entry::{HandlerFuture, HandlerResult, RuntimeHandler, When};

#[doc(hidden)]
pub use call::{Cloned, TakenByItsName};
#[doc(hidden)]
pub use entry::{
    HandlerEntry, HandlerParam, HandlerReturn, Run, RunSync, SIDE_EFFECTS_HANDLERS, run_async,
};

/// A function that is a side effect: one label of one `#[is_side_effect_of]`,
/// or one [`register`](crate::register).
///
/// # Examples
///
/// ```
/// use side_effects::{is_side_effect_of, registry};
///
/// /// Send the receipt.
/// ///
/// /// By mail, never by post.
/// #[is_side_effect_of("handler_example")]
/// fn receipt(order: &str) {}
///
/// let handler = &registry().handlers("handler_example")[0];
/// assert_eq!(handler.summary(), Some("Send the receipt."));
/// assert_eq!(handler.docs(), Some("Send the receipt.\n\nBy mail, never by post."));
/// assert_eq!(handler.signature(), "fn receipt(order: &str)");
/// assert!(handler.path().ends_with("::receipt"));
/// ```
#[derive(Clone)]
pub struct Handler(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    Linked(&'static HandlerEntry),
    Runtime(Arc<RuntimeHandler>),
}

impl Handler {
    /// The label it is a side effect of.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.label,
            Kind::Runtime(handler) => handler.label,
        }
    }

    /// The module it is in and its name: `my_app::mail::send_welcome`. For a
    /// handler that was registered at run time, the name it was given.
    #[must_use]
    pub fn path(&self) -> &str {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.path,
            Kind::Runtime(handler) => &handler.name,
        }
    }

    /// Its doc comment. A handler that was registered at run time has none.
    #[must_use]
    pub fn docs(&self) -> Option<&str> {
        docs(self.written_docs())
    }

    /// The first line of its doc comment.
    #[must_use]
    pub fn summary(&self) -> Option<&str> {
        summary(self.written_docs())
    }

    /// The source file, as the compiler was given it: relative to the
    /// workspace in most builds.
    #[must_use]
    pub fn file(&self) -> &'static str {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.file,
            Kind::Runtime(handler) => handler.file,
        }
    }

    /// The line in [`file`](Self::file), from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.line,
            Kind::Runtime(handler) => handler.line,
        }
    }

    /// Its signature as written, in one line. One that was registered at run
    /// time is a `Fn(&Event<'_>)`.
    #[must_use]
    pub fn signature(&self) -> &'static str {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.signature,
            Kind::Runtime(_) => "Fn(&Event<'_>)",
        }
    }

    /// Lower runs first.
    pub(crate) fn order(&self) -> i32 {
        match &self.0 {
            Kind::Linked(entry) => entry.order,
            Kind::Runtime(_) => 0,
        }
    }

    pub(crate) fn when(&self) -> When {
        match &self.0 {
            Kind::Linked(entry) => entry.when,
            Kind::Runtime(_) => When::Inline,
        }
    }

    pub(crate) fn is_async(&self) -> bool {
        matches!(&self.0, Kind::Linked(entry) if entry.run.is_async())
    }

    /// The id, the queue and the number of attempts of a durable handler.
    pub(crate) fn durable_facts(&self) -> Option<(&'static str, &'static str, u16)> {
        match &self.0 {
            Kind::Linked(entry) => match entry.when {
                When::Durable(durable) => Some(durable.facts(entry)),
                When::Inline | When::Background => None,
            },
            Kind::Runtime(_) => None,
        }
    }

    /// The types that it takes as a `Dep`, in the order of its parameters.
    pub(crate) fn deps(&self) -> Vec<&'static str> {
        let Kind::Linked(entry) = &self.0 else {
            return Vec::new();
        };
        let dep = |wanted| match wanted {
            Wanted::Dep(need) => Some((need.name)()),
            Wanted::Event | Wanted::Delivery | Wanted::Value(..) => None,
        };
        (entry.params.iter())
            .filter_map(|param| dep((param.wanted)()))
            .collect()
    }

    fn written_docs(&self) -> &'static str {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.docs,
            Kind::Runtime(_) => "",
        }
    }
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handler")
            .field("label", &self.label())
            .field("path", &self.path())
            .field("file", &format_args!("{}:{}", self.file(), self.line()))
            .finish_non_exhaustive()
    }
}
