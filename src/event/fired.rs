//! What a handler sees.

use std::any::TypeId;
use std::fmt;

use crate::event::capture::{Offer, Offers, TypeFacts};
use crate::event::erased::Values;
use crate::event::origin::Origin;

/// One call of an origin that fired: its label, its arguments, its return
/// value.
///
/// A handler with a parameter of type `&Event<'_>` gets it; it is the way to
/// take "whatever there is".
///
/// # Examples
///
/// ```
/// use side_effects::{Event, has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("event_example")]
/// fn rename(id: u32, name: &str) -> Result<usize, String> {
///     Ok(name.len())
/// }
///
/// #[is_side_effect_of("event_example")]
/// fn audit(event: &Event<'_>) {
///     assert_eq!(event.label(), "event_example");
///     assert_eq!(event.arg_names(), ["id", "name"]);
///     assert_eq!(event.arg::<u32>("id"), Some(&7));
///     assert_eq!(event.arg::<str>("name"), Some("Ada"));
///     assert_eq!(event.return_value::<usize>(), Some(&3));
/// }
///
/// rename(7, "Ada").unwrap();
/// ```
#[derive(Clone, Copy)]
pub struct Event<'a> {
    origin: Origin,
    offers: &'a Offers<Vec<Offer>>,
    values: Values<'a>,
}

impl<'a> Event<'a> {
    pub(crate) fn new(origin: Origin, offers: &'a Offers<Vec<Offer>>, values: Values<'a>) -> Self {
        Self {
            origin,
            offers,
            values,
        }
    }

    /// The label that fired.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.origin.label()
    }

    /// The function that fired it.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The names of the origin's parameters, in order. A receiver is called
    /// `this`.
    #[must_use]
    pub fn arg_names(&self) -> &'static [&'static str] {
        self.origin.0.args
    }

    /// The argument called `name`, as a `T`: its own type with one outer `&`
    /// off, or what that dereferences to (`str` for a `String`).
    ///
    /// `None` if there is no such parameter, if it is not a `T`, or if it could
    /// not be captured. An argument that is not `Sync` is seen only on the
    /// thread that called the origin, and never if the origin is async: its
    /// future may move between threads.
    #[must_use]
    pub fn arg<T: ?Sized + 'static>(&self, name: &str) -> Option<&'a T> {
        let position = self.origin.0.position(name)?;
        self.see(position, self.offers.args[position].facts())
    }

    /// The return value as a `T`: the whole of it, or, where it is a
    /// [`Result`], its [`Ok`] value; either with one outer `&` off, or what it
    /// dereferences to.
    ///
    /// `None` where it is not a `T`, or cannot be captured.
    #[must_use]
    pub fn return_value<T: ?Sized + 'static>(&self) -> Option<&'a T> {
        let origin = self.origin.0;
        self.see(origin.whole(), self.offers.whole.facts())
            .or_else(|| self.see(origin.ok(), self.offers.ok.as_ref()))
    }

    fn see<T: ?Sized + 'static>(
        &self,
        position: usize,
        facts: Option<&TypeFacts>,
    ) -> Option<&'a T> {
        let facts = facts.filter(|facts| self.origin.0.can_show(facts))?;
        (facts.view(TypeId::of::<T>())?).of(&self.values, position)
    }
}

impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("label", &self.label())
            .field("origin", &self.origin.path())
            .field("arg_names", &self.arg_names())
            .finish_non_exhaustive()
    }
}
