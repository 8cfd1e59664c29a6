//! Origins, as they are linked in.

use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};

use once_cell::sync::OnceCell;

use crate::event::capture::{Offer, Offers, TypeFacts, Why};
use crate::event::path;

/// What a program knows of an origin or a handler before it runs.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    pub label: &'static str,
    /// Module and name. The attribute of a method cannot see the `impl`.
    pub path: &'static str,
    /// The name of a type inside the function, where it may be a method: the
    /// compiler puts the `impl` in there.
    pub inside: Option<fn() -> &'static str>,
    pub docs: &'static str,
    pub file: &'static str,
    pub line: u32,
    pub signature: &'static str,
}

#[doc(hidden)]
impl Facts {
    /// Of what may be a method.
    #[must_use]
    pub const fn inside(self, name: fn() -> &'static str) -> Self {
        Self {
            inside: Some(name),
            ..self
        }
    }

    /// Stops the compilation where the label is empty.
    pub const fn check_label(label: &str) {
        assert!(
            !label.trim_ascii().is_empty(),
            "the label is empty: name what happens, as in \"update_profile\""
        );
    }
}

/// What is known of a function that is no method.
#[doc(hidden)]
#[must_use]
pub const fn facts(
    label: &'static str,
    path: &'static str,
    docs: &'static str,
    file: &'static str,
    line: u32,
    signature: &'static str,
) -> Facts {
    Facts {
        label,
        path,
        inside: None,
        docs,
        file,
        line,
        signature,
    }
}

/// The docs, unless there are none to speak of. Those of an included file end
/// with a newline.
pub(crate) fn docs(written: &str) -> Option<&str> {
    Some(written.trim_end()).filter(|docs| !docs.is_empty())
}

/// The first line of the docs.
pub(crate) fn summary(written: &str) -> Option<&str> {
    written.lines().map(str::trim).find(|line| !line.is_empty())
}

/// Whether an origin has anything to do beside its body.
#[derive(Debug)]
pub(crate) struct Activity(AtomicU8);

impl Activity {
    const IDLE: u8 = 0;
    const ACTIVE: u8 = 1;
    const UNKNOWN: u8 = 2;

    /// `true` once it is known that the label has no handlers.
    #[inline]
    pub(crate) fn is_idle(&self) -> bool {
        self.0.load(Ordering::Acquire) == Self::IDLE
    }

    pub(crate) fn set(&self, active: bool) {
        let state = if active { Self::ACTIVE } else { Self::IDLE };
        self.0.store(state, Ordering::Release);
    }
}

/// How a function runs: to its end, or as a future.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Sync,
    Async,
}

/// One `#[has_side_effects]`, as the linker collects it.
#[doc(hidden)]
#[derive(Debug)]
pub struct OriginEntry {
    pub(crate) facts: Facts,
    pub(crate) flow: Flow,
    /// The names that the parameters bind, in order; `this` is the receiver.
    pub(crate) args: &'static [&'static str],
    /// Why its receiver, the first of them, is not captured, and no position.
    pub(crate) unseen_receiver: Option<Why>,
    /// What the origin offers, as far as that is known without a call.
    pub(crate) offers: Option<fn() -> Offers<Vec<Offer>>>,
    pub(crate) activity: Activity,
    /// The whole path, once somebody has asked for it.
    path: OnceCell<&'static str>,
}

#[doc(hidden)]
impl OriginEntry {
    pub const fn new(
        facts: Facts,
        flow: Flow,
        args: &'static [&'static str],
        unseen_receiver: Option<Why>,
        offers: Option<fn() -> Offers<Vec<Offer>>>,
    ) -> Self {
        Self {
            facts,
            flow,
            args,
            unseen_receiver,
            offers,
            activity: Activity(AtomicU8::new(Activity::UNKNOWN)),
            path: OnceCell::new(),
        }
    }

    /// Module and name, and of a method its type. Not for the hot path: the
    /// first time, it is put together.
    pub(crate) fn path(&self) -> &'static str {
        let plain = self.facts.path;
        let Some(inside) = self.facts.inside else {
            return plain;
        };
        self.path.get_or_init(|| {
            let has_receiver = self.args.contains(&"this");
            path::of_method(plain, inside(), has_receiver).map_or(plain, |path| path.leak())
        })
    }

    /// `true` while the label has no handlers: nothing to prepare.
    #[inline]
    pub fn is_idle(&self) -> bool {
        self.activity.is_idle()
    }

    /// Whether handlers may look at values of this type. An async origin may be
    /// on another thread after each `.await`, and so may be what they look at.
    pub(crate) fn can_show(&self, facts: &TypeFacts) -> bool {
        self.flow == Flow::Sync || facts.seen.is_shared()
    }

    /// The position of the return value as a whole among the values of a call:
    /// behind the arguments.
    pub(crate) fn whole(&self) -> usize {
        self.args.len()
    }

    /// The position of the value of an `Ok`.
    pub(crate) fn ok(&self) -> usize {
        self.args.len() + 1
    }

    /// The arguments that a handler can bind to by position: of all, those from
    /// here on.
    pub(crate) fn first_position(&self) -> usize {
        usize::from(self.unseen_receiver.is_some())
    }

    /// Whether this is a `fire!`, which no function is around.
    pub(crate) fn is_fired(&self) -> bool {
        self.facts.signature.starts_with("fire!(")
    }

    /// The position of the argument called `name`. A leading `_` means nothing,
    /// unless it tells two arguments apart.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        let position = |wanted: &str, arg: fn(&str) -> &str| {
            self.args.iter().position(|name| arg(name) == wanted)
        };
        position(name, |arg| arg).or_else(|| position(plain(name), plain))
    }
}

/// A name without its leading `_`.
pub(crate) fn plain(name: &str) -> &str {
    name.strip_prefix('_').unwrap_or(name)
}

/// A function that has side effects: one `#[has_side_effects]`, or one
/// [`fire!`](crate::fire!).
///
/// # Examples
///
/// ```
/// use side_effects::{has_side_effects, registry};
///
/// /// Close the account.
/// #[has_side_effects("origin_example")]
/// fn close(id: u32) {}
///
/// let origin = &registry().origins("origin_example")[0];
/// assert_eq!(origin.summary(), Some("Close the account."));
/// assert_eq!(origin.signature(), "fn close(id: u32)");
/// assert!(origin.path().ends_with("::close"));
/// ```
#[derive(Clone, Copy)]
pub struct Origin(pub(crate) &'static OriginEntry);

impl Origin {
    /// The label it fires.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.0.facts.label
    }

    /// The module it is in and its name: `my_app::users::create_user`. That of a
    /// method has its type, and its trait: `my_app::Db::save`, or
    /// `<my_app::Db as my_app::Repo>::save`; of a provided method, the trait
    /// alone. Type parameters are written `_`.
    ///
    /// An associated function without a receiver that does not mention `Self`
    /// looks like a free function, and has no type in its path.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.0.path()
    }

    /// Its doc comment.
    #[must_use]
    pub fn docs(&self) -> Option<&'static str> {
        docs(self.0.facts.docs)
    }

    /// The first line of its doc comment.
    #[must_use]
    pub fn summary(&self) -> Option<&'static str> {
        summary(self.0.facts.docs)
    }

    /// The source file, as the compiler was given it: relative to the
    /// workspace in most builds.
    #[must_use]
    pub fn file(&self) -> &'static str {
        self.0.facts.file
    }

    /// The line in [`file`](Self::file), from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.0.facts.line
    }

    pub(crate) fn is_async(&self) -> bool {
        self.0.flow == Flow::Async
    }

    #[cfg(feature = "html")]
    pub(crate) fn is_fired(&self) -> bool {
        self.0.is_fired()
    }

    /// Its signature as written, in one line.
    #[must_use]
    pub fn signature(&self) -> &'static str {
        self.0.facts.signature
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Origin")
            .field("label", &self.label())
            .field("path", &self.path())
            .field("file", &format_args!("{}:{}", self.file(), self.line()))
            .finish_non_exhaustive()
    }
}
