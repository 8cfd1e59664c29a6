//! What a handler sees.

use std::any::type_name;
use std::fmt;

use crate::event::arg_error::{ArgError, Miss};
use crate::event::capture::{Offer, Offers, View};
use crate::event::erased::Values;
use crate::event::look::Look;
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
    /// not be captured; [`try_arg`](Self::try_arg) says which. An argument that is
    /// not `Sync` is seen only on the thread that called the origin, and never if
    /// the origin is async: its future may move between threads.
    #[must_use]
    pub fn arg<T: ?Sized + 'static>(&self, name: &str) -> Option<&'a T> {
        self.try_look(name).ok()
    }

    /// The same as [`arg`](Self::arg), with the reason if it is not there.
    ///
    /// # Errors
    ///
    /// If there is no such parameter (the error has those there are), if it is of
    /// another type (and of which), or if it was not captured (and why not).
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{ArgError, Event, has_side_effects, is_side_effect_of};
    ///
    /// #[has_side_effects("try_arg_example")]
    /// fn sign_up(email: String) {}
    ///
    /// /// Send the welcome mail. If the origin changes its mind about parameters,
    /// /// the log says so.
    /// #[is_side_effect_of("try_arg_example")]
    /// fn welcome(event: &Event<'_>) -> Result<(), ArgError> {
    ///     let email = event.try_arg::<str>("email")?;
    ///     assert_eq!(email, "ada@example.org");
    ///     Ok(())
    /// }
    ///
    /// sign_up("ada@example.org".into());
    /// ```
    pub fn try_arg<T: ?Sized + 'static>(&self, name: &str) -> Result<&'a T, ArgError> {
        self.try_look(name)
            .map_err(|miss| miss.error(self.origin, Some(self.offers), name, type_name::<T>()))
    }

    /// The return value as a `T`: the whole of it, or, where it is a
    /// [`Result`], its [`Ok`] value; either with one outer `&` off, or what it
    /// dereferences to.
    ///
    /// `None` where it is not a `T`, or cannot be captured.
    #[must_use]
    pub fn return_value<T: ?Sized + 'static>(&self) -> Option<&'a T> {
        let (position, view) = self.look().return_value::<T>().ok()?;
        self.see(position, view).ok()
    }

    fn look(&self) -> Look<'a> {
        Look {
            origin: self.origin,
            offers: self.offers,
        }
    }

    fn try_look<T: ?Sized + 'static>(&self, name: &str) -> Result<&'a T, Miss> {
        let (position, view) = self.look().arg::<T>(name)?;
        self.see(position, view)
    }

    fn see<T: ?Sized + 'static>(&self, position: usize, view: View) -> Result<&'a T, Miss> {
        if !self.values.has(position) {
            return Err(Miss::not_kept(self.offers.facts(position)));
        }
        let value = (self.values.get(position, view.seen)).ok_or(Miss::OTHER_THREAD)?;
        view.of(value).ok_or(Miss::AnotherType)
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
