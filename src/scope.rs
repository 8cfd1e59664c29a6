//! Guards: where side effects are off, or recorded.

use std::cell::RefCell;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use parking_lot::RwLock;

use crate::attention::{self, Attention};
use crate::dep::{self, Dep, NotProvided, Provided};
use crate::events::{Events, compare_with_lists};
use crate::origin::Origin;
use crate::settings;

/// What a guard does to the events it sees.
struct Frame {
    suppresses: bool,
    filter: RwLock<Filter>,
    events: Events,
    provided: Provided,
    _attention: Attention,
}

/// The labels that a guard is limited to.
#[derive(Default)]
struct Filter {
    only: Option<Vec<String>>,
    except: Vec<String>,
}

impl Filter {
    fn passes(&self, label: &str) -> bool {
        let is_label = |other: &String| other == label;
        self.only
            .as_ref()
            .is_none_or(|only| only.iter().any(is_label))
            && !self.except.iter().any(is_label)
    }
}

impl Frame {
    fn new(suppresses: bool) -> Arc<Self> {
        Arc::new(Self {
            suppresses,
            filter: RwLock::default(),
            events: Events::default(),
            provided: Provided::default(),
            _attention: Attention::call(),
        })
    }

    /// Collects the event if it is one of the frame's labels; says whether to
    /// suppress it.
    fn sees(&self, origin: Origin) -> bool {
        let seen = self.filter.read().passes(origin.label());
        if seen {
            self.events.collect(origin);
        }
        seen && self.suppresses
    }
}

type Frames = Vec<Arc<Frame>>;

thread_local! {
    /// The frames of this thread, the innermost last. One that a scope has
    /// brought here again is there again.
    ///
    /// Never dropped, so that it is there until the thread has ended: what other
    /// thread-locals hold may fire when it is dropped, or bring a scope along.
    /// Empty it owns nothing.
    static HERE: RefCell<ManuallyDrop<Frames>> =
        const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

/// The frames of the whole process.
static EVERYWHERE: RwLock<Frames> = RwLock::new(Vec::new());

fn position(frames: &[Arc<Frame>], frame: &Arc<Frame>) -> Option<usize> {
    frames.iter().position(|other| Arc::ptr_eq(other, frame))
}

/// Removes a frame once, where it was put last: those before it stay nested as
/// they were.
fn remove(frames: &mut Frames, frame: &Arc<Frame>) {
    let last = frames.iter().rposition(|other| Arc::ptr_eq(other, frame));
    if let Some(last) = last {
        frames.remove(last);
    }
    if frames.is_empty() {
        *frames = Vec::new();
    }
}

/// Shows an event to all frames and to the kill switch; `true` if its handlers
/// may run.
pub(crate) fn admits(origin: Origin) -> bool {
    let mut suppressed = settings::test_mode_suppresses(origin.label());
    let everywhere = EVERYWHERE.read();
    for frame in &*everywhere {
        suppressed |= frame.sees(origin);
    }
    HERE.with_borrow(|here| {
        for (nth, frame) in here.iter().enumerate() {
            let seen = position(&here[..nth], frame).or(position(&everywhere, frame));
            suppressed |= seen.is_none() && frame.sees(origin);
        }
    });
    !suppressed
}

/// What is provided here for a `Dep<T>`: by the innermost guard that provides
/// one, or else for the whole program.
pub(crate) fn provided<T: ?Sized + Send + Sync + 'static>() -> Result<Dep<T>, NotProvided> {
    let by_guard = || {
        let find = |frames: &Frames| frames.iter().rev().find_map(|frame| frame.provided.get());
        HERE.with_borrow(|here| find(here))
            .or_else(|| find(&EVERYWHERE.read()))
    };
    let by_guard = attention::is_called_for().then(by_guard).flatten();
    by_guard
        .or_else(|| dep::for_all().get())
        .ok_or_else(NotProvided::of::<T>)
}

/// What both guards have in common.
struct Guard {
    frame: Arc<Frame>,
    everywhere: bool,
    /// A guard is dropped on the thread it was made on.
    thread: PhantomData<*const ()>,
}

impl Guard {
    fn here(suppresses: bool) -> Self {
        let frame = Frame::new(suppresses);
        HERE.with_borrow_mut(|here| here.push(Arc::clone(&frame)));
        Self {
            frame,
            everywhere: false,
            thread: PhantomData,
        }
    }

    fn everywhere() -> Self {
        let frame = Frame::new(true);
        EVERYWHERE.write().push(Arc::clone(&frame));
        Self {
            frame,
            everywhere: true,
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
            remove(&mut EVERYWHERE.write(), &self.frame);
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
/// The attribute [`#[disable_side_effects]`](macro@crate::disable_side_effects)
/// does the same for a whole test.
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
    DisabledSideEffects(Guard::here(true))
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
    RecordedSideEffects(Guard::here(false))
}

/// Side effects are off until this guard is dropped; see
/// [`disable_side_effects()`]. Dereferences to the [`Events`] it has collected.
#[must_use = "side effects are on again when this is dropped"]
pub struct DisabledSideEffects(Guard);

/// Events are collected until this guard is dropped; see
/// [`record_side_effects()`]. Dereferences to the [`Events`] it has collected.
#[must_use = "events are no longer collected when this is dropped"]
pub struct RecordedSideEffects(Guard);

macro_rules! guard {
    ($type:ident) => {
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
    };
}

guard!(DisabledSideEffects);
guard!(RecordedSideEffects);

/// Carries a guard, and those it is nested in, to other threads.
///
/// A thread that runs in a scope stays in it even if the guard is dropped in
/// the meantime, so that nothing fires just because a test was faster than its
/// threads.
///
/// # Examples
///
/// ```
/// use side_effects::{disable_side_effects, has_side_effects};
///
/// #[has_side_effects("scope_example")]
/// fn publish() {}
///
/// let events = disable_side_effects();
/// let scope = events.scope();
/// std::thread::spawn(move || scope.run(publish)).join().unwrap();
/// assert_eq!(events, ["scope_example"]);
/// ```
#[derive(Clone)]
pub struct Scope {
    frames: Arc<[Arc<Frame>]>,
}

impl Scope {
    /// Runs a closure under the guard, on whichever thread this is.
    pub fn run<R>(&self, run: impl FnOnce() -> R) -> R {
        let _entered = Entered::new(&self.frames);
        run()
    }
}

impl Scope {
    /// Polls a future under the guard, each time, on whichever thread that is,
    /// and drops it there. Between polls the thread is as it was.
    ///
    /// A task that the future spawns is not part of it: wrap that future, too.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{disable_side_effects, has_side_effects};
    ///
    /// #[has_side_effects("wrap_example")]
    /// async fn publish() {}
    ///
    /// # let runtime = tokio::runtime::Runtime::new().unwrap();
    /// # runtime.block_on(async {
    /// let events = disable_side_effects();
    /// let task = tokio::spawn(events.scope().wrap(publish()));
    /// task.await.unwrap();
    /// assert_eq!(events, ["wrap_example"]);
    /// # });
    /// ```
    pub fn wrap<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        let mut wrapped = Wrapped {
            scope: self.clone(),
            future: Some(future),
        };
        async move {
            let scope = wrapped.scope.clone();
            let future = pin!(wrapped.future.take());
            let mut polled = Polled { scope, future };
            poll_fn(|context| polled.poll(context)).await
        }
    }
}

/// A future that was not polled yet, and may never be.
struct Wrapped<F> {
    scope: Scope,
    future: Option<F>,
}

impl<F> Drop for Wrapped<F> {
    fn drop(&mut self) {
        if let Some(future) = self.future.take() {
            self.scope.run(|| drop(future));
        }
    }
}

/// A future that only ever meets its guard.
struct Polled<'a, F> {
    scope: Scope,
    /// `None` once it was dropped.
    future: Pin<&'a mut Option<F>>,
}

impl<F: Future> Polled<'_, F> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<F::Output> {
        let future = self.future.as_mut().as_pin_mut();
        let future = future.expect("it is there until this is dropped");
        self.scope.run(|| future.poll(context))
    }
}

impl<F> Drop for Polled<'_, F> {
    fn drop(&mut self) {
        let Self { scope, future } = self;
        scope.run(|| future.set(None));
    }
}

/// Side effects are off in this scope, and on this thread as they were.
#[doc(hidden)]
pub fn disabled_scope() -> (Scope, Events) {
    let frame = Frame::new(true);
    let events = frame.events.clone();
    let frames = Arc::new([frame]);
    (Scope { frames }, events)
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("guards", &self.frames.len())
            .finish()
    }
}

/// The frames of a scope are on this thread until this is dropped.
struct Entered<'a>(&'a [Arc<Frame>]);

impl<'a> Entered<'a> {
    fn new(frames: &'a [Arc<Frame>]) -> Self {
        HERE.with_borrow_mut(|here| here.extend_from_slice(frames));
        Self(frames)
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        HERE.with_borrow_mut(|here| {
            for frame in self.0 {
                remove(here, frame);
            }
        });
    }
}
