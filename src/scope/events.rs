//! What fired while a guard was looking.

#[cfg(feature = "tokio")]
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::event::origin::Origin;
use crate::event::owned::FiredEvent;
#[cfg(feature = "tokio")]
use crate::scope::pending::Job;

/// The events that a guard has collected, in the order they fired.
///
/// Both guards dereference to it, and `#[disable_side_effects]` hands it to a
/// test. It compares with arrays, slices and vectors of labels. A clone sees
/// the same events.
///
/// # Examples
///
/// ```
/// use side_effects::{disable_side_effects, has_side_effects};
///
/// #[has_side_effects("events_example")]
/// fn touch() {}
///
/// let events = disable_side_effects();
/// events.assert_nothing_fired();
/// touch();
/// touch();
/// assert_eq!(events, ["events_example", "events_example"]);
/// assert_eq!(events.count("events_example"), 2);
/// events.assert_not_fired("another");
/// ```
#[derive(Clone, Default)]
pub struct Events(Arc<Collected>);

#[derive(Default)]
struct Collected {
    fired: Mutex<Vec<FiredEvent>>,
    /// The handlers that wait to be run by hand.
    #[cfg(feature = "tokio")]
    jobs: Mutex<VecDeque<Box<dyn Job>>>,
}

impl Events {
    pub(crate) fn collect(&self, event: FiredEvent) {
        self.0.fired.lock().push(event);
    }

    #[cfg(feature = "tokio")]
    pub(crate) fn jobs(&self) -> &Mutex<VecDeque<Box<dyn Job>>> {
        &self.0.jobs
    }

    /// The events so far: those that fire meanwhile are not among them.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{disable_side_effects, has_side_effects};
    ///
    /// #[has_side_effects("events_iter_example")]
    /// fn ship(parcel: u32) {}
    ///
    /// let events = disable_side_effects();
    /// ship(7);
    /// ship(8);
    /// let parcels: Vec<u32> = events
    ///     .iter()
    ///     .filter_map(|event| event.arg::<u32>("parcel").copied())
    ///     .collect();
    /// assert_eq!(parcels, [7, 8]);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = FiredEvent> + use<> {
        self.all().into_iter()
    }

    /// The events with this label, in order.
    #[must_use]
    pub fn fired(&self, label: &str) -> Vec<FiredEvent> {
        self.iter().filter(|event| event.label() == label).collect()
    }

    /// A copy, since what is done with it may fire, too.
    fn all(&self) -> Vec<FiredEvent> {
        self.0.fired.lock().clone()
    }

    /// The label of each event, in order.
    #[must_use]
    pub fn labels(&self) -> Vec<&'static str> {
        self.0.fired.lock().iter().map(FiredEvent::label).collect()
    }

    /// How many events there were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.fired.lock().len()
    }

    /// Whether there were none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there was one with this label.
    #[must_use]
    pub fn contains(&self, label: &str) -> bool {
        self.count(label) > 0
    }

    /// How many there were with this label.
    #[must_use]
    pub fn count(&self, label: &str) -> usize {
        let events = self.0.fired.lock();
        events.iter().filter(|event| event.label() == label).count()
    }

    /// Forgets all events so far, and drops the copies of their arguments.
    pub fn clear(&self) {
        let events = std::mem::take(&mut *self.0.fired.lock());
        drop(events);
    }

    /// Asserts that an event with this label fired, once or more.
    ///
    /// # Panics
    ///
    /// If none did. The message lists what did fire.
    #[track_caller]
    pub fn assert_fired(&self, label: &str) {
        assert!(
            self.contains(label),
            "expected side effects of `{label}` to fire, but they did not\n{}",
            self.report(),
        );
    }

    /// Asserts that exactly `times` events with this label fired.
    ///
    /// # Panics
    ///
    /// If more or fewer did. The message lists what did fire.
    #[track_caller]
    pub fn assert_fired_times(&self, label: &str, times: usize) {
        let count = self.count(label);
        assert!(
            count == times,
            "expected side effects of `{label}` to fire {}, but they fired {}\n{}",
            Times(times),
            Times(count),
            self.report(),
        );
    }

    /// Asserts that an event with this label fired for which `matches` says
    /// `true`.
    ///
    /// # Panics
    ///
    /// If there is none. The message lists the events with this label, with those
    /// of their values that have `Debug`.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{disable_side_effects, has_side_effects};
    ///
    /// #[has_side_effects("assert_fired_with_example")]
    /// fn sign_up(email: String) {}
    ///
    /// let events = disable_side_effects();
    /// sign_up("ada@example.org".into());
    /// events.assert_fired_with("assert_fired_with_example", |event| {
    ///     event.arg::<str>("email") == Some("ada@example.org")
    /// });
    /// ```
    #[track_caller]
    pub fn assert_fired_with(&self, label: &str, matches: impl FnMut(&FiredEvent) -> bool) {
        let events = self.fired(label);
        if events.is_empty() {
            return self.assert_fired(label);
        }
        assert!(
            events.iter().any(matches),
            "expected side effects of `{label}` to fire with what the closure asks for, but they \
             fired without\nwhat fired, in order:{}",
            Values(&events),
        );
    }

    /// Asserts that no event with this label fired.
    ///
    /// # Panics
    ///
    /// If one did. The message lists what did fire.
    #[track_caller]
    pub fn assert_not_fired(&self, label: &str) {
        let count = self.count(label);
        assert!(
            count == 0,
            "expected no side effects of `{label}` to fire, but they fired {}\n{}",
            Times(count),
            self.report(),
        );
    }

    /// Asserts that no event fired at all.
    ///
    /// # Panics
    ///
    /// If one did. The message lists what did fire.
    #[track_caller]
    pub fn assert_nothing_fired(&self) {
        assert!(
            self.is_empty(),
            "expected no side effects to fire\n{}",
            self.report(),
        );
    }

    fn report(&self) -> String {
        let events = self.all();
        if events.is_empty() {
            return "nothing fired".to_owned();
        }
        let mut report = String::from("what fired, in order:");
        for event in &events {
            report += &format!("\n  - {}", Place(event));
        }
        report
    }
}

struct Times(usize);

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("never"),
            1 => f.write_str("once"),
            times => write!(f, "{times} times"),
        }
    }
}

/// A list of the labels, each with the origin that fired it and its place: what
/// `assert_eq!` prints.
impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events = self.all();
        let fired = events.iter().map(Entry);
        f.debug_list().entries(fired).finish()
    }
}

/// The label of an event, its origin and where that is: `` `order_placed` by
/// shop::place (src/orders.rs:26)``.
struct Place<'a>(&'a FiredEvent);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.0.label(), By(self.0.origin()))
    }
}

/// The same as an entry of a list: `"order_placed" by …`.
struct Entry<'a>(&'a FiredEvent);

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.0.label(), By(self.0.origin()))
    }
}

struct By<'a>(&'a Origin);

impl fmt::Display for By<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(origin) = self;
        write!(
            f,
            "by {} ({}:{})",
            origin.path(),
            origin.file(),
            origin.line()
        )
    }
}

/// Events with their values, a line for each of these.
struct Values<'a>(&'a [FiredEvent]);

impl fmt::Display for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for event in self.0 {
            write!(f, "\n  - {}", Place(event))?;
            for (name, shown) in event.shown() {
                write!(f, "\n      {name} = {shown:?}")?;
            }
        }
        Ok(())
    }
}

/// Equality of events, or of what dereferences to them, with lists of labels.
macro_rules! compare_with_lists {
    ($type:ty) => {
        impl<S: AsRef<str>> PartialEq<[S]> for $type {
            fn eq(&self, other: &[S]) -> bool {
                self.labels()
                    .into_iter()
                    .eq(other.iter().map(AsRef::as_ref))
            }
        }

        impl<S: AsRef<str>> PartialEq<&[S]> for $type {
            fn eq(&self, other: &&[S]) -> bool {
                *self == **other
            }
        }

        impl<S: AsRef<str>, const N: usize> PartialEq<[S; N]> for $type {
            fn eq(&self, other: &[S; N]) -> bool {
                *self == other[..]
            }
        }

        impl<S: AsRef<str>> PartialEq<Vec<S>> for $type {
            fn eq(&self, other: &Vec<S>) -> bool {
                *self == other[..]
            }
        }
    };
}
pub(crate) use compare_with_lists;

compare_with_lists!(Events);
