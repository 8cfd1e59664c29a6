//! Frames: what guards do to the events of their threads.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use parking_lot::RwLock;

use crate::error::BoxError;
use crate::event::fired::Event;
use crate::scope::deps::{self, Dep, NotProvided, Provided};
use crate::scope::events::Events;
use crate::scope::failures::{Failure, Failures};
use crate::scope::interest::{self, Interest};

/// What a guard does to the events it sees.
pub(super) struct Frame {
    pub(super) suppresses: bool,
    /// Whether the guard is still there. Only what outlives it asks.
    is_guarded: AtomicBool,
    pub(super) filter: RwLock<Filter>,
    pub(super) events: Events,
    pub(super) failures: Failures,
    pub(super) provided: Provided,
    pub(super) observers: RwLock<Vec<Arc<Observer>>>,
    /// Whether handlers that would start by themselves wait to be run by hand.
    #[cfg(feature = "tokio")]
    pub(super) is_manual: AtomicBool,
    _interest: Interest,
}

/// A handler for the events that one guard sees.
pub(crate) struct Observer {
    pub(crate) label: String,
    /// What stands where a linked handler has its path.
    pub(crate) name: String,
    pub(crate) run: Box<Observe>,
}

type Observe = dyn Fn(&Event<'_>) -> Result<(), BoxError> + Send + Sync;

/// The labels that a guard is limited to.
#[derive(Default)]
pub(super) struct Filter {
    pub(super) only: Option<Vec<String>>,
    pub(super) except: Vec<String>,
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
    pub(super) fn new(suppresses: bool) -> Arc<Self> {
        Arc::new(Self {
            suppresses,
            is_guarded: AtomicBool::new(true),
            filter: RwLock::default(),
            events: Events::default(),
            failures: Failures::default(),
            provided: Provided::default(),
            observers: RwLock::default(),
            #[cfg(feature = "tokio")]
            is_manual: AtomicBool::new(false),
            _interest: Interest::new(),
        })
    }

    pub(super) fn sees(&self, label: &str) -> bool {
        self.filter.read().passes(label)
    }

    pub(super) fn is_guarded(&self) -> bool {
        self.is_guarded.load(Ordering::Acquire)
    }

    /// Says that the guard is gone, and its handlers with it: nobody would look at
    /// their failures, and what they captured may have the frame in it.
    pub(super) fn end(&self) {
        self.is_guarded.store(false, Ordering::Release);
        let observers = std::mem::take(&mut *self.observers.write());
        // Only now that nothing is locked: what they captured may fire.
        drop(observers);
    }

    #[cfg(feature = "tokio")]
    pub(super) fn set_manual(&self) {
        self.is_manual.store(true, Ordering::Release);
    }

    pub(super) fn observe(&self, observer: Observer) {
        self.observers.write().push(Arc::new(observer));
    }

    /// Collects the failure if handlers run here, and if its event has one of the
    /// frame's labels.
    fn failed(&self, failure: &Failure) {
        if !self.suppresses && self.sees(failure.label()) {
            self.failures.collect(failure.clone());
        }
    }
}

pub(super) type Frames = Vec<Arc<Frame>>;

thread_local! {
    /// The frames of this thread, the innermost last. One that a scope has
    /// brought here again is there again.
    ///
    /// Never dropped, so that it is there until the thread has ended: what other
    /// thread-locals hold may fire when it is dropped, or bring a scope along.
    /// Empty it owns nothing.
    pub(super) static HERE: RefCell<ManuallyDrop<Frames>> =
        const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

/// The frames of the whole process.
pub(super) static EVERYWHERE: Everywhere = Everywhere {
    count: AtomicUsize::new(0),
    frames: RwLock::new(Vec::new()),
};

/// Frames that are on every thread. There are hardly ever any, so that nobody takes
/// the lock to find none.
pub(super) struct Everywhere {
    count: AtomicUsize,
    frames: RwLock<Frames>,
}

impl Everywhere {
    pub(super) fn add(&self, frame: Arc<Frame>) {
        let mut frames = self.frames.write();
        frames.push(frame);
        self.count.store(frames.len(), Ordering::Release);
    }

    pub(super) fn remove(&self, frame: &Arc<Frame>) {
        let mut frames = self.frames.write();
        remove(&mut frames, frame);
        self.count.store(frames.len(), Ordering::Release);
    }

    pub(super) fn all(&self) -> Frames {
        match self.count.load(Ordering::Acquire) {
            0 => Vec::new(),
            _ => self.frames.read().clone(),
        }
    }
}

pub(super) fn position(frames: &[Arc<Frame>], frame: &Arc<Frame>) -> Option<usize> {
    frames.iter().position(|other| Arc::ptr_eq(other, frame))
}

/// Removes a frame once, where it was put last: those before it stay nested as
/// they were.
pub(super) fn remove(frames: &mut Frames, frame: &Arc<Frame>) {
    let last = frames.iter().rposition(|other| Arc::ptr_eq(other, frame));
    if let Some(last) = last {
        frames.remove(last);
    }
    if frames.is_empty() {
        *frames = Vec::new();
    }
}

/// Shows the failure of a handler to the frames that its event was shown to.
pub(crate) fn failed(failure: &Failure) {
    // Those of the whole process let nothing run.
    HERE.with_borrow(|here| {
        for (nth, frame) in here.iter().enumerate() {
            if position(&here[..nth], frame).is_none() {
                frame.failed(failure);
            }
        }
    });
}

/// What is provided here for a `Dep<T>`: by the innermost guard that provides
/// one, or else for the whole program.
pub(crate) fn provided<T: ?Sized + Send + Sync + 'static>() -> Result<Dep<T>, NotProvided> {
    let by_guard = || {
        let find = |frames: &Frames| frames.iter().rev().find_map(|frame| frame.provided.get());
        HERE.with_borrow(|here| find(here))
            .or_else(|| find(&EVERYWHERE.all()))
    };
    let by_guard = interest::any().then(by_guard).flatten();
    by_guard
        .or_else(|| deps::for_all().get())
        .ok_or_else(NotProvided::of::<T>)
}

/// The frames of a scope are on this thread until this is dropped.
pub(super) struct Entered<'a>(&'a [Arc<Frame>]);

impl<'a> Entered<'a> {
    pub(super) fn new(frames: &'a [Arc<Frame>]) -> Self {
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
