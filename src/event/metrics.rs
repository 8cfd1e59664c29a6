//! What is counted and timed, for the facade `metrics`.
//!
//! Where no recorder is installed, that is all that is found out: nothing is timed, and no text
//! is made.

use std::mem;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use metrics::{Key, Label, Level, Metadata, Recorder, SharedString, Unit, with_recorder};

use crate::event::fate::{Ending, Fate, Name};
use crate::event::isolation::catch_panic;
use crate::event::origin::Origin;

const EVENTS: &str = "side_effects_events_total";
const HANDLERS: &str = "side_effects_handlers_total";
const DURATION: &str = "side_effects_handler_duration_seconds";
#[cfg(feature = "tokio")]
const PENDING: &str = "side_effects_background_pending";

static METADATA: Metadata<'static> =
    Metadata::new("side_effects", Level::INFO, Some(module_path!()));

/// Whether anybody records what is counted.
///
/// The facade has no such question. Where there is no recorder, it has one of its own, which has
/// no fields and is a static. Nobody else's is both: one without fields that is installed for the
/// process is in a `Box`, which has no memory for it, and an address that is no more than aligned.
/// Only one without fields that is set for a thread is not told from none.
#[inline]
pub(crate) fn is_recording() -> bool {
    with_recorder(|recorder| {
        let address = ptr::from_ref(recorder).addr();
        mem::size_of_val(recorder) > 0 || address == mem::align_of_val(recorder)
    })
}

/// Counts an event. One whose label nobody handles is not counted: nothing is done about it,
/// and mostly it is not even looked at.
#[inline]
pub(crate) fn event(origin: Origin, fate: Fate) {
    if is_recording() && !origin.0.is_idle() {
        count_event(origin.label(), fate, 1);
    }
}

#[cold]
fn count_event(label: &'static str, fate: Fate, count: u64) {
    let outcome = Label::from_static_parts("outcome", fate.word());
    let labels = vec![Label::from_static_parts("label", label), outcome];
    record(|recorder| {
        let key = Key::from_parts(EVENTS, labels);
        recorder.register_counter(&key, &METADATA).increment(count);
    });
}

/// Counts a handler that has ended, or never will.
#[inline]
pub(crate) fn handler(label: Name<'_>, handler: Name<'_>, ending: Ending) {
    if is_recording() {
        count_handler(label.into(), handler.into(), ending, 1);
    }
}

#[cold]
fn count_handler(label: SharedString, handler: SharedString, ending: Ending, count: u64) {
    let outcome = Label::from_static_parts("outcome", ending.word());
    let labels = vec![
        Label::new("label", label),
        Label::new("handler", handler),
        outcome,
    ];
    record(|recorder| {
        let key = Key::from_parts(HANDLERS, labels);
        recorder.register_counter(&key, &METADATA).increment(count);
    });
}

#[cold]
fn record_duration(label: SharedString, handler: SharedString, duration: Duration) {
    let labels = vec![Label::new("label", label), Label::new("handler", handler)];
    record(|recorder| {
        let key = Key::from_parts(DURATION, labels);
        recorder
            .register_histogram(&key, &METADATA)
            .record(duration.as_secs_f64());
    });
}

/// Shows how many background handlers run or wait to run.
///
/// Others may change that meanwhile: whoever shows it last looks once more. The recorder is user
/// code, and is not called under a lock.
#[cfg(feature = "tokio")]
pub(crate) fn background_pending(pending: impl Fn() -> usize) {
    if !is_recording() {
        return;
    }
    record(|recorder| {
        let gauge = recorder.register_gauge(&Key::from_static_name(PENDING), &METADATA);
        loop {
            let shown = pending();
            #[allow(clippy::cast_precision_loss, reason = "no program has 2^52 of them")]
            gauge.set(shown as f64);
            if pending() == shown {
                return;
            }
        }
    });
}

/// Shows that no event with this label has had any outcome so far.
pub(crate) fn begin_events(label: &'static str) {
    for fate in Fate::ALL {
        count_event(label, fate, 0);
    }
}

/// The same for one of its handlers.
pub(crate) fn begin_handler(label: &'static str, handler: &str) {
    for ending in Ending::ALL {
        let handler = SharedString::from_owned(handler.to_owned());
        count_handler(SharedString::const_str(label), handler, ending, 0);
    }
}

/// Hands the recorder to `record`, and describes everything to it before, unless the last one
/// was the same. The recorder is user code, and this may be an unwinding.
fn record(record: impl FnOnce(&dyn Recorder)) {
    /// By its address: one that is made where another has been before it may stay without.
    static DESCRIBED: AtomicUsize = AtomicUsize::new(0);
    let record = |recorder: &dyn Recorder| {
        let address = ptr::from_ref(recorder).addr();
        // Several threads may describe at once, so that none records what was not described.
        if DESCRIBED.load(Ordering::Acquire) != address {
            describe(recorder);
            DESCRIBED.store(address, Ordering::Release);
        }
        record(recorder);
    };
    let _ = catch_panic(|| with_recorder(record));
}

fn describe(recorder: &dyn Recorder) {
    recorder.describe_counter(
        EVENTS.into(),
        Some(Unit::Count),
        "Events of labels that have handlers, by what became of them.".into(),
    );
    recorder.describe_counter(
        HANDLERS.into(),
        Some(Unit::Count),
        "Runs of handlers, by how they ended.".into(),
    );
    recorder.describe_histogram(
        DURATION.into(),
        Some(Unit::Seconds),
        "How long handlers took that ran to their end, failures and panics included.".into(),
    );
    #[cfg(feature = "tokio")]
    recorder.describe_gauge(
        PENDING.into(),
        Some(Unit::Count),
        "Background handlers that run or wait to run, and tasks of `background::spawn`.".into(),
    );
}

impl From<Name<'_>> for SharedString {
    fn from(name: Name<'_>) -> Self {
        match name {
            Name::Linked(name) => Self::const_str(name),
            Name::Other(name) => Self::from_owned(name.to_owned()),
        }
    }
}

/// Runs a handler; times it, and counts it if it is successful. One that is not is counted where
/// it is known why.
#[inline]
pub(crate) fn run<E>(
    label: &'static str,
    handler: Name<'_>,
    run: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    match Timer::start().poll(label, handler, || Poll::Ready(run())) {
        Poll::Ready(result) => result,
        Poll::Pending => unreachable!("it is ready"),
    }
}

/// A handler that was started, if anybody wants to know how long it takes.
#[derive(Clone, Copy)]
pub(crate) struct Timer(Option<Instant>);

impl Timer {
    #[inline]
    pub(crate) fn start() -> Self {
        Self(is_recording().then(Instant::now))
    }

    /// Does with the handler's future what [`run`] does with a function.
    #[inline]
    pub(crate) fn poll<E>(
        self,
        label: &'static str,
        handler: Name<'_>,
        poll: impl FnOnce() -> Poll<Result<(), E>>,
    ) -> Poll<Result<(), E>> {
        let Some(since) = self.0 else {
            return poll();
        };
        let label = Name::Linked(label);
        let timed = Timed {
            label,
            handler,
            since,
        };
        let polled = poll();
        match polled {
            Poll::Pending => mem::forget(timed),
            Poll::Ready(Ok(())) => self::handler(label, handler, Ending::Ok),
            Poll::Ready(Err(_)) => {}
        }
        polled
    }
}

/// Records how long a handler took, also where it panics.
struct Timed<'a> {
    label: Name<'a>,
    handler: Name<'a>,
    since: Instant,
}

impl Drop for Timed<'_> {
    fn drop(&mut self) {
        record_duration(self.label.into(), self.handler.into(), self.since.elapsed());
    }
}

/// The run of a job, which counts as `otherwise` if this is dropped before it has ended.
#[cfg(feature = "durable")]
pub(crate) struct JobRun(Option<Unfinished>);

#[cfg(feature = "durable")]
struct Unfinished {
    label: SharedString,
    handler: &'static str,
    since: Option<Instant>,
    otherwise: Ending,
}

#[cfg(feature = "durable")]
impl JobRun {
    pub(crate) fn new(label: &str, handler: &'static str, otherwise: Ending) -> Self {
        Self(is_recording().then(|| Unfinished {
            label: Name::Other(label).into(),
            handler,
            since: None,
            otherwise,
        }))
    }

    /// The handler starts now.
    pub(crate) fn start(&mut self) {
        if let Some(run) = &mut self.0 {
            run.since = Some(Instant::now());
        }
    }

    /// The handler has not started after all.
    pub(crate) fn has_not_started(&mut self) {
        if let Some(run) = &mut self.0 {
            run.since = None;
        }
    }

    pub(crate) fn end(mut self, ending: Ending) {
        if let Some(run) = self.0.take() {
            if let Some(since) = run.since {
                let handler = SharedString::const_str(run.handler);
                record_duration(run.label.clone(), handler, since.elapsed());
            }
            run.count(ending);
        }
    }
}

#[cfg(feature = "durable")]
impl Unfinished {
    fn count(self, ending: Ending) {
        count_handler(self.label, SharedString::const_str(self.handler), ending, 1);
    }
}

#[cfg(feature = "durable")]
impl Drop for JobRun {
    fn drop(&mut self) {
        if let Some(run) = self.0.take() {
            let otherwise = run.otherwise;
            run.count(otherwise);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_recording;

    #[test]
    fn where_no_recorder_is_installed_nothing_is_recorded() {
        assert!(!is_recording());
    }
}
