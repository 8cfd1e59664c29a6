//! What a handler sees.

use std::any::{TypeId, type_name};
use std::fmt;

use crate::event::arg_error::{ArgError, Miss};
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
    /// not be captured; [`try_arg`](Self::try_arg) says which. An argument that is
    /// not `Sync` is seen only on the thread that called the origin, and never if
    /// the origin is async: its future may move between threads.
    #[must_use]
    pub fn arg<T: ?Sized + 'static>(&self, name: &str) -> Option<&'a T> {
        self.look(name).ok()
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
        self.look(name)
            .map_err(|miss| self.arg_error(name, type_name::<T>(), miss))
    }

    /// The return value as a `T`: the whole of it, or, where it is a
    /// [`Result`], its [`Ok`] value; either with one outer `&` off, or what it
    /// dereferences to.
    ///
    /// `None` where it is not a `T`, or cannot be captured.
    #[must_use]
    pub fn return_value<T: ?Sized + 'static>(&self) -> Option<&'a T> {
        let whole = self.see(self.origin.0.whole(), &self.offers.whole);
        whole.ok().or_else(|| {
            let ok = self.offers.ok.map(Offer::Value)?;
            self.see(self.origin.0.ok(), &ok).ok()
        })
    }

    fn look<T: ?Sized + 'static>(&self, name: &str) -> Result<&'a T, Miss> {
        let position = self.origin.0.position(name).ok_or(Miss::Unknown)?;
        self.see(position, &self.offers.args[position])
    }

    fn see<T: ?Sized + 'static>(&self, position: usize, offer: &Offer) -> Result<&'a T, Miss> {
        let facts = match offer {
            Offer::Value(facts) => facts,
            Offer::Nothing(why) => return Err(Miss::not_captured(*why)),
            Offer::Unknown => unreachable!("a call knows its types"),
        };
        if !self.origin.0.can_show(facts) {
            return Err(Miss::NOT_SYNC);
        }
        let view = facts.view(TypeId::of::<T>()).ok_or(Miss::AnotherType)?;
        if !self.values.has(position) {
            return Err(Miss::NOT_KEPT);
        }
        view.of(&self.values, position).ok_or(Miss::OTHER_THREAD)
    }

    #[cold]
    fn arg_error(&self, name: &str, asked: &'static str, miss: Miss) -> ArgError {
        let (name, origin) = (name.to_owned(), self.origin.path());
        match miss {
            Miss::Unknown => ArgError::NoSuchParameter {
                name,
                origin,
                names: self.arg_names(),
            },
            Miss::AnotherType => {
                let position = self.origin.0.position(&name);
                let facts = position.and_then(|position| self.offers.args[position].facts());
                ArgError::AnotherType {
                    name,
                    origin,
                    asked,
                    types: facts.map(TypeFacts::names).unwrap_or_default(),
                }
            }
            Miss::NotCaptured { reason, remedy } => ArgError::NotCaptured {
                name,
                origin,
                reason,
                remedy,
            },
        }
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
