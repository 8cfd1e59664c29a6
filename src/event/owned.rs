//! Events that outlive their call.

use std::any::type_name;
use std::fmt;
use std::sync::Arc;

use crate::event::arg_error::{ArgError, Miss};
use crate::event::capture::keep::{Kept, Own, Show};
use crate::event::capture::{Offer, Offers, View};
use crate::event::erased::{Here, Local};
use crate::event::isolation::{catch_panic, drop_quietly};
use crate::event::look::Look;
use crate::event::origin::Origin;

/// An event with copies of its values, which were made when it fired.
///
/// Guards collect them: [`Events::fired`](crate::Events::fired) and
/// [`Events::iter`](crate::Events::iter) hand them out, and
/// [`assert_fired_with`](crate::Events::assert_fired_with) asks about them. What
/// an [`Event`](crate::Event) shows of its call, this shows after it.
///
/// A value is copied by `Clone`, or by `ToOwned` where it is a `str`, a slice or
/// a path. What cannot be copied, or could not be sent to and shared with other
/// threads, is not there, and [`try_arg`](Self::try_arg) says so. A clone of the
/// event is the same event; the copies live as long as one of them.
///
/// # Examples
///
/// ```
/// use side_effects::{disable_side_effects, has_side_effects};
///
/// #[has_side_effects("fired_event_example")]
/// fn sign_up(email: String, seats: u32) -> Result<u64, String> {
///     Ok(email.len() as u64)
/// }
///
/// let events = disable_side_effects();
/// sign_up("ada@example.org".into(), 3)?;
///
/// let event = &events.fired("fired_event_example")[0];
/// assert_eq!(event.arg::<str>("email"), Some("ada@example.org"));
/// assert_eq!(event.arg::<u32>("seats"), Some(&3));
/// assert_eq!(event.return_value::<u64>(), Some(&15));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone)]
pub struct FiredEvent(Arc<Inner>);

struct Inner {
    origin: Origin,
    /// What the values are copies of; `None` if nothing was prepared for them.
    offers: Option<&'static Offers<Vec<Offer>>>,
    /// One for each value of a call, those that nobody needs left out.
    values: Vec<Value>,
}

/// A value of an event.
enum Value {
    /// Nobody needs it, it cannot be copied, or it was not there.
    Nothing,
    Kept(Kept),
    /// To copy it was to panic, with this message.
    Panicked(String),
}

impl FiredEvent {
    /// Makes those of the values owned that `wants` asks for, and that can be.
    pub(crate) fn new(
        origin: Origin,
        offers: Option<&'static Offers<Vec<Offer>>>,
        values: Here<'_, '_>,
        wants: impl Fn(usize) -> bool,
    ) -> Self {
        let own = |position| {
            let facts = offers?.facts(position).filter(|_| wants(position))?;
            Some((facts.own?, values.get(position)?))
        };
        let value =
            |position| own(position).map_or(Value::Nothing, |(own, local)| Value::of(own, local));
        Self(Arc::new(Inner {
            origin,
            offers,
            values: (0..values.len()).map(value).collect(),
        }))
    }

    /// The label that fired.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.0.origin.label()
    }

    /// The function that fired it.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// The names of the origin's parameters, in order. A receiver is called
    /// `this`.
    #[must_use]
    pub fn arg_names(&self) -> &'static [&'static str] {
        self.0.origin.0.args
    }

    /// The argument called `name`, as a `T`: its own type with one outer `&`
    /// off, or what that dereferences to (`str` for a `String`).
    ///
    /// `None` if there is no such parameter, if it is not a `T`, or if there is
    /// no copy of it; [`try_arg`](Self::try_arg) says which.
    #[must_use]
    pub fn arg<T: ?Sized + 'static>(&self, name: &str) -> Option<&T> {
        let (position, view) = self.look()?.arg::<T>(name).ok()?;
        self.see(position, view).ok()
    }

    /// The same as [`arg`](Self::arg), with the reason if it is not there.
    ///
    /// # Errors
    ///
    /// If there is no such parameter (the error has those there are), if it is of
    /// another type (and of which), or if there is no copy of it (and why not).
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{disable_side_effects, has_side_effects};
    ///
    /// struct Connection; // not `Clone`
    ///
    /// #[has_side_effects("fired_try_arg_example")]
    /// fn save(connection: &Connection, id: u32) {}
    ///
    /// let events = disable_side_effects();
    /// save(&Connection, 7);
    /// let event = &events.fired("fired_try_arg_example")[0];
    /// assert_eq!(event.try_arg::<u32>("id"), Ok(&7));
    /// let error = event.try_arg::<Connection>("connection").err().unwrap();
    /// assert!(error.to_string().contains("`Clone`"));
    /// ```
    pub fn try_arg<T: ?Sized + 'static>(&self, name: &str) -> Result<&T, ArgError> {
        let found = match self.look() {
            _ if self.0.origin.0.position(name).is_none() => Err(Miss::Unknown),
            Some(look) => look.arg::<T>(name),
            None => Err(Miss::NOT_KEPT),
        };
        found
            .and_then(|(position, view)| self.see(position, view))
            .map_err(|miss| miss.error(self.0.origin, self.0.offers, name, type_name::<T>()))
    }

    /// The return value as a `T`: the whole of it, or, where it is a
    /// [`Result`], its [`Ok`] value; either with one outer `&` off, or what it
    /// dereferences to.
    ///
    /// `None` where it is not a `T`, or where there is no copy of it.
    #[must_use]
    pub fn return_value<T: ?Sized + 'static>(&self) -> Option<&T> {
        let (position, view) = self.look()?.return_value::<T>().ok()?;
        self.see(position, view).ok()
    }

    fn look(&self) -> Option<Look<'static>> {
        let origin = self.0.origin;
        self.0.offers.map(|offers| Look { origin, offers })
    }

    fn see<T: ?Sized + 'static>(&self, position: usize, view: View) -> Result<&T, Miss> {
        let kept = match self.0.values.get(position) {
            Some(Value::Kept(kept)) => kept,
            Some(Value::Panicked(_)) => return Err(Miss::COPY_PANICKED),
            Some(Value::Nothing) | None => {
                let facts = self.0.offers.and_then(|offers| offers.facts(position));
                return Err(Miss::not_kept(facts));
            }
        };
        view.of(&kept.local()).ok_or(Miss::AnotherType)
    }

    /// The values, as those of a call.
    pub(crate) fn locals(&self) -> Vec<Local<'_>> {
        self.0.values.iter().map(Value::local).collect()
    }

    /// What to say about a handler that is bound to the value at this position,
    /// if it is not there.
    pub(crate) fn missing(&self, position: usize) -> Option<Missing<'_>> {
        match &self.0.values[position] {
            Value::Kept(_) => None,
            Value::Nothing => Some(Missing::NotThere),
            Value::Panicked(message) => Some(Missing::CopyPanicked(message)),
        }
    }

    /// The arguments and the return value that can be shown, each with its name.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (&'static str, Shown<'_>)> {
        let args = self.arg_names().iter().copied();
        let (whole, ok) = (self.0.origin.0.whole(), self.0.origin.0.ok());
        let positions = args.enumerate().chain([(whole, "return_value")]);
        positions.filter_map(move |(position, name)| {
            let shown = self.show(position);
            let shown = shown.or_else(|| (position == whole).then(|| self.show(ok))?);
            Some((name, shown?))
        })
    }

    fn show(&self, position: usize) -> Option<Shown<'_>> {
        let Some(Value::Kept(kept)) = self.0.values.get(position) else {
            return None;
        };
        let show = self.0.offers?.facts(position)?.show?;
        Some(Shown {
            local: kept.local(),
            show,
        })
    }
}

/// Why a value is not there.
pub(crate) enum Missing<'a> {
    NotThere,
    CopyPanicked(&'a str),
}

impl Value {
    fn local(&self) -> Local<'_> {
        match self {
            Self::Kept(kept) => kept.local(),
            Self::Nothing | Self::Panicked(_) => Local::nothing(),
        }
    }

    fn of(own: Own, local: &Local<'_>) -> Self {
        match catch_panic(|| own(local)) {
            Ok(Some(kept)) => Self::Kept(kept),
            Ok(None) => Self::Nothing,
            Err(message) => Self::Panicked(message),
        }
    }
}

/// The copies are of the user's types, and may panic when they are dropped.
impl Drop for Inner {
    fn drop(&mut self) {
        for value in self.values.drain(..) {
            if let Value::Kept(kept) = value {
                drop_quietly(kept);
            }
        }
    }
}

/// A value, shown by its `Debug`.
pub(crate) struct Shown<'a> {
    local: Local<'a>,
    show: Show,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.show)(&self.local, f)
    }
}

impl fmt::Debug for FiredEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut event = f.debug_struct("FiredEvent");
        event.field("label", &self.label());
        event.field("origin", &self.origin().path());
        for (name, shown) in self.shown() {
            event.field(name, &shown);
        }
        event.finish_non_exhaustive()
    }
}
