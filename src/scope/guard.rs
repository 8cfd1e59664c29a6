//! Guards: a frame is there for as long as one of them lives.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;
use std::thread;

use super::frames::{EVERYWHERE, Frame, Frames, HERE, position, remove};
use super::{Observer, Scope};
use crate::scope::events::{Events, compare_with_lists};
use crate::scope::failures::{Failure, Listed};

/// What both guards have in common.
struct Guard {
    frame: Arc<Frame>,
    everywhere: bool,
    /// The call that made it.
    made_by: &'static str,
    /// A guard is dropped on the thread it was made on.
    thread: PhantomData<*const ()>,
}

impl Guard {
    fn here(suppresses: bool, made_by: &'static str) -> Self {
        let frame = Frame::new(suppresses);
        HERE.with_borrow_mut(|here| here.push(Arc::clone(&frame)));
        Self {
            frame,
            everywhere: false,
            made_by,
            thread: PhantomData,
        }
    }

    fn everywhere() -> Self {
        let frame = Frame::new(true);
        EVERYWHERE.add(Arc::clone(&frame));
        Self {
            frame,
            everywhere: true,
            made_by: "disable_side_effects_globally()",
            thread: PhantomData,
        }
    }

    fn only(&self, labels: impl IntoIterator<Item = impl Into<String>>) {
        let labels = collect(labels);
        let mut filter = self.frame.filter.write();
        filter.only.get_or_insert_with(Vec::new).extend(labels);
    }

    fn except(&self, labels: impl IntoIterator<Item = impl Into<String>>) {
        let labels = collect(labels);
        self.frame.filter.write().except.extend(labels);
    }

    fn scope(&self) -> Scope {
        let up_to_here = |here: &Frames| Some(here[..=position(here, &self.frame)?].to_vec());
        let frames = HERE.with_borrow(|here| up_to_here(here));
        Scope {
            frames: frames
                .unwrap_or_else(|| vec![Arc::clone(&self.frame)])
                .into(),
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.everywhere {
            EVERYWHERE.remove(&self.frame);
        } else {
            HERE.with_borrow_mut(|here| remove(here, &self.frame));
        }
    }
}

/// The labels, before any lock is taken: what makes them may fire, too.
fn collect(labels: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    labels.into_iter().map(Into::into).collect()
}

/// Turns side effects off on this thread until the guard is dropped, and
/// collects the label of every event that would have fired.
///
/// Tests that run in parallel do not see each other's events: the guard is for
/// this thread alone, and [`scope`](DisabledSideEffects::scope) carries it to
/// others. Guards nest; each collects all events of its time.
///
/// Give the guard a name, `_events` if need be: `let _ = disable_side_effects();`
/// drops it at once.
///
/// The attribute [`#[disable_side_effects]`](macro@crate::disable_side_effects)
/// does the same for a whole test; [`guide::testing`](crate::guide::testing) has all there is
/// for tests.
///
/// # Examples
///
/// ```
/// use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("disable_example")]
/// fn publish() {}
///
/// #[is_side_effect_of("disable_example")]
/// fn post_to_the_world() {
///     unreachable!("not in a test");
/// }
///
/// let events = disable_side_effects();
/// publish();
/// assert_eq!(events, ["disable_example"]);
/// ```
pub fn disable_side_effects() -> DisabledSideEffects {
    DisabledSideEffects(Guard::here(true, "disable_side_effects()"))
}

/// Turns side effects off in the whole process until the guard is dropped, and
/// collects the label of every event that would have fired, on any thread.
///
/// Meant for programs and for tests that have a process of their own; in
/// others, tests that run in parallel would see each other.
///
/// # Examples
///
/// ```
/// use side_effects::{disable_side_effects_globally, has_side_effects};
///
/// #[has_side_effects("disable_globally_example")]
/// fn publish() {}
///
/// let events = disable_side_effects_globally();
/// std::thread::spawn(publish).join().unwrap();
/// events.assert_fired("disable_globally_example");
/// ```
pub fn disable_side_effects_globally() -> DisabledSideEffects {
    DisabledSideEffects(Guard::everywhere())
}

/// Collects the label of every event that fires on this thread until the guard
/// is dropped. Handlers do run.
///
/// A handler that fails does not go unnoticed: the guard collects the failure,
/// whatever else is done about it. [`failures`](RecordedSideEffects::failures)
/// has them, and [`assert_no_failures`](RecordedSideEffects::assert_no_failures)
/// asserts that there are none. A guard that is dropped with failures that
/// nobody has looked at panics with their list, so that the test fails.
///
/// # Examples
///
/// ```
/// use side_effects::{has_side_effects, record_side_effects};
///
/// #[has_side_effects("record_example")]
/// fn publish() {}
///
/// let events = record_side_effects();
/// publish();
/// assert_eq!(events, ["record_example"]);
/// ```
pub fn record_side_effects() -> RecordedSideEffects {
    RecordedSideEffects(Guard::here(false, "record_side_effects()"))
}

/// Side effects are off until this guard is dropped; see
/// [`disable_side_effects()`]. Dereferences to the [`Events`] it has collected.
///
/// # Examples
///
/// ```
/// use side_effects::{disable_side_effects, fire};
///
/// let events = disable_side_effects().only(["disabled_guard_example"]);
/// fire!("disabled_guard_example");
/// fire!("another_label"); // fires as usual, and is not collected
/// assert_eq!(events, ["disabled_guard_example"]);
/// ```
#[must_use = "side effects are on again when this is dropped"]
pub struct DisabledSideEffects(Guard);

/// Events are collected until this guard is dropped; see
/// [`record_side_effects()`]. Dereferences to the [`Events`] it has collected.
///
/// # Examples
///
/// ```
/// use side_effects::{Dep, fire, is_side_effect_of, record_side_effects};
///
/// struct Mailer { from: &'static str }
///
/// #[is_side_effect_of("recorded_guard_example")]
/// fn welcome(mailer: Dep<Mailer>) -> Result<(), String> {
///     Err(format!("{} is no address", mailer.from))
/// }
///
/// let events = record_side_effects().provide(Mailer { from: "nobody" });
/// fire!("recorded_guard_example");
/// assert_eq!(events.failures()[0].error(), "nobody is no address");
/// ```
#[must_use = "events are no longer collected when this is dropped"]
pub struct RecordedSideEffects(Guard);

macro_rules! guard {
    ($type:ident, $failures:literal) => {
        impl $type {
            /// Limits the guard to events with these labels, in addition to
            /// those it was limited to before. Others fire as usual, and are
            /// not collected.
            pub fn only(self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
                self.0.only(labels);
                self
            }

            /// Leaves events with these labels alone: they fire as usual, and
            /// are not collected.
            pub fn except(self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
                self.0.except(labels);
                self
            }

            /// Provides a value for handlers that take a [`Dep<T>`](crate::Dep),
            /// in place of what the program provides: on this thread, and where
            /// the guard's scope is carried to.
            pub fn provide<T: Send + Sync + 'static>(self, value: T) -> Self {
                self.provide_dyn(Arc::new(value))
            }

            /// The same for a trait object; see [`provide_dyn`](crate::provide_dyn).
            pub fn provide_dyn<T: ?Sized + Send + Sync + 'static>(self, value: Arc<T>) -> Self {
                self.0.frame.provided.insert(value);
                self
            }

            #[doc = $failures]
            ///
            /// To call this is to have looked at them: the guard does not panic when it
            /// is dropped, unless there are more by then.
            #[must_use = "to call this is to have looked at the failures: do look"]
            pub fn failures(&self) -> Vec<Failure> {
                self.0.frame.failures.look()
            }

            /// Asserts that nothing has failed so far that
            /// [`failures`](Self::failures) has.
            ///
            /// # Panics
            ///
            /// If something has. The message lists what failed, and why.
            #[track_caller]
            pub fn assert_no_failures(&self) {
                let failures = self.failures();
                assert!(
                    failures.is_empty(),
                    "expected no side effect to fail\nwhat failed, in order:{}",
                    Listed(&failures),
                );
            }

            pub(crate) fn observe(&self, observer: Observer) {
                self.0.frame.observe(observer);
            }

            /// Lets background handlers wait: those of events that this guard sees do
            /// not start by themselves, but when
            /// [`run_pending`](Events::run_pending) is called.
            #[cfg(feature = "tokio")]
            pub fn manual(self) -> Self {
                self.0.frame.set_manual();
                self
            }

            /// The guard for other threads: this one, and those it is nested in.
            #[must_use]
            pub fn scope(&self) -> Scope {
                self.0.scope()
            }
        }

        impl Deref for $type {
            type Target = Events;

            fn deref(&self) -> &Events {
                &self.0.frame.events
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&**self, f)
            }
        }

        compare_with_lists!($type);

        /// # Panics
        ///
        /// If something has failed after somebody last called
        /// [`failures`](Self::failures) or [`assert_no_failures`](Self::assert_no_failures),
        /// unless the thread is panicking already.
        impl Drop for $type {
            fn drop(&mut self) {
                self.0.frame.end();
                if thread::panicking() {
                    return;
                }
                if let Some(failures) = self.0.frame.failures.unseen() {
                    panic!(
                        "side effects failed under `{}`, and nobody looked: call `failures()` or \
                         `assert_no_failures()` on the guard before it is dropped\n\
                         what failed, in order:{}",
                        self.0.made_by,
                        Listed(&failures),
                    );
                }
            }
        }
    };
}

guard!(
    DisabledSideEffects,
    r#"The handlers of this guard that failed so far, in order: those that were set
with [`on`](Self::on), and returned an error or panicked.

# Examples

```
use side_effects::{Event, disable_side_effects, has_side_effects};

#[has_side_effects("disabled_failures_example")]
fn sign_up(email: &str) {}

let events = disable_side_effects().on("disabled_failures_example", |event: &Event<'_>| {
    assert_eq!(event.arg::<str>("email"), Some("ada@example.org"));
});
sign_up("bob@example.org");
assert_eq!(events.failures().len(), 1);
```
"#
);
guard!(
    RecordedSideEffects,
    r#"The side effects that failed so far, in order: those that returned an error,
that panicked, or that could not run, since they do not fit or nobody provides
a `Dep` of theirs; and the handlers of this guard, set with
[`on`](Self::on).

They are of the events that the guard collects: on its thread, and where its
[`scope`](Self::scope) is carried to. Under `on_error = abort` they are collected
as well. Guards nest; each collects all failures of its time, but those of the
handlers of other guards.

# Examples

```
use side_effects::{has_side_effects, is_side_effect_of, record_side_effects};

#[has_side_effects("failures_example")]
fn sign_up(email: &str) {}

#[is_side_effect_of("failures_example")]
fn welcome(email: &str) -> Result<(), String> {
    Err(format!("no such mailbox: {email}"))
}

let events = record_side_effects();
sign_up("ada@example.com");
let failures = events.failures();
assert_eq!(failures[0].error(), "no such mailbox: ada@example.com");
```
"#
);
