//! Starting the background handlers of an event.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use once_cell::unsync::OnceCell;

use crate::event::delivery::How;
use crate::event::erased::{Here, Sealed, Values};
use crate::event::fate::{Ending, Name};
use crate::event::fired::Event;
use crate::event::isolation::catch_panic;
use crate::event::metrics;
use crate::event::origin::Origin;
use crate::event::owned::{FiredEvent, Missing};
use crate::run::around::Around;
use crate::run::background::{self, Work};
use crate::run::failure::{Failure, OnError, Policy};
use crate::run::firing::{has_ok, is_verbose, span};
use crate::run::nesting::Nested;
use crate::run::running::Running;
use crate::scope::events::Events;
use crate::scope::pending;
use crate::scope::wrap::Surroundings as _;
use crate::scope::{Admission, Scope};
use crate::wiring::callsite::Callsite;
use crate::wiring::handler::{Inputs, Run, Source};
use crate::wiring::plan::{Plan, Step};
use crate::wiring::room::Room;

/// The background handlers of one event.
pub(super) struct Offload<'e> {
    callsite: &'static Callsite,
    plan: &'static Plan,
    values: Here<'e, 'e>,
    /// The event, with copies of what they need; made for the first of them.
    event: OnceCell<FiredEvent>,
    /// Where handlers wait to be run by hand, if a guard says so.
    manual: Option<Events>,
}

impl<'e> Offload<'e> {
    pub(super) fn new(
        callsite: &'static Callsite,
        plan: &'static Plan,
        values: Here<'e, 'e>,
        admission: Option<&Admission>,
    ) -> Self {
        Self {
            callsite,
            plan,
            values,
            event: OnceCell::new(),
            manual: admission.and_then(Admission::manual),
        }
    }

    /// The same for an event that has copies already.
    pub(super) fn of_held(self, event: &FiredEvent) -> Self {
        Self {
            event: OnceCell::with_value(event.clone()),
            ..self
        }
    }

    /// Starts a background handler, or lets it wait to be run by hand.
    pub(super) fn start(&self, step: &'static Step) -> Result<(), Failure> {
        if let Some(mismatch) = step.mismatch() {
            return Err(Failure::Mismatched(mismatch.to_string()));
        }
        let event = self.event.get_or_init(|| self.own()).clone();
        for source in &step.sources {
            let Source::Value(position, _) = source else {
                continue;
            };
            if let Some(Missing::CopyPanicked(message)) = event.missing(*position) {
                return Err(Failure::Panicked(message.to_owned()));
            }
        }
        let label = event.label();
        let job = Job {
            plan: self.plan,
            step,
            event,
            around: Around {
                scope: Scope::here(),
                span: if is_verbose() {
                    span(label, step.path())
                } else {
                    tracing::Span::current()
                },
            },
        };
        if let Some(events) = &self.manual {
            events.jobs().lock().push_back(Box::new(job));
            return Ok(());
        }
        let runtime = background::runtime().ok_or_else(no_runtime)?;
        let work = if step.handler.run.is_async() {
            Work::Async(pending::Job::run(Box::new(job)))
        } else {
            Work::Blocking(Box::new(|| job.run_sync()))
        };
        background::start(&runtime, work, move || tell_abandoned(label, step.path()));
        Ok(())
    }

    /// The event, with copies of what its background handlers need.
    fn own(&self) -> FiredEvent {
        let wants = |position| {
            let mut steps = self.plan.steps.iter();
            steps.any(|step| step.handler.is_background() && step.takes(position))
        };
        let origin = Origin(&self.callsite.origin);
        FiredEvent::new(origin, Some(&self.plan.offers), self.values, wants)
    }
}

fn no_runtime() -> Failure {
    Failure::Returned(
        "it runs in the background, and there is no Tokio runtime here: fire its event in one, or \
         name one with `side_effects::background::install(handle)`"
            .into(),
    )
}

#[cold]
pub(super) fn tell_abandoned(label: &'static str, handler: &'static str) {
    metrics::handler(
        Name::Linked(label),
        Name::Linked(handler),
        Ending::Abandoned,
    );
    log_abandoned(label, handler);
}

/// `what` is a handler, or an origin with all its handlers.
#[cold]
pub(super) fn log_abandoned(label: &'static str, what: &str) {
    tracing::warn!(
        target: "side_effects",
        label,
        handler = what,
        "side effect abandoned: before it had finished, its runtime was shut down, or the time of \
         `background::drain` was over"
    );
}

/// One background handler of one event.
struct Job {
    plan: &'static Plan,
    step: &'static Step,
    event: FiredEvent,
    around: Around,
}

impl Job {
    fn run_sync(self) {
        let Self {
            plan,
            step,
            event,
            around,
        } = self;
        around.run(|| {
            let locals = event.locals();
            let (label, origin) = (event.label(), *event.origin());
            let event = plan.event(origin, &locals);
            let _nested = Nested::enter(origin);
            let run = || {
                let mut room = Room::default();
                let inputs = Inputs {
                    event: Some(&event),
                    here: plan.with_targets(&locals, &mut room),
                    how: How::Background,
                };
                step.run(&inputs, has_ok(&locals))
            };
            end(label, step, catch_panic(run));
        });
    }

    async fn run_async(self) {
        let Self {
            plan,
            step,
            event,
            around,
        } = self;
        let label = event.label();
        let origin = *event.origin();
        let sealed = Sealed::new(event.locals(), &plan.shared);
        let values = sealed.everywhere();
        let event = Event::new(origin, &plan.offers, Values::shared(values.here()));
        let make = || {
            let Run::Async(handler) = step.handler.run else {
                unreachable!("a sync handler runs on a thread of its own")
            };
            let has_ok = has_ok(values.here());
            let mut room = Room::default();
            let inputs = Inputs {
                event: Some(&event),
                here: plan.with_targets(values.here(), &mut room),
                how: How::Background,
            };
            Ok(handler(step.call(&inputs, has_ok)?))
        };
        let future = match around.run(|| catch_panic(make)) {
            Ok(Ok(future)) => future,
            Ok(Err(failure)) => return around.run(|| end(label, step, Ok(Err(failure)))),
            Err(message) => return around.run(|| end(label, step, Err(message))),
        };
        let mut guarded = Guarded {
            handler: Running::new(step, future),
            around: &around,
        };
        poll_fn(|context| {
            around.run(|| {
                let _nested = Nested::enter(origin);
                let result = match catch_panic(|| guarded.handler.poll(context)) {
                    Ok(Ok(false)) => return Poll::Pending,
                    Ok(result) => Ok(result.map(drop)),
                    Err(message) => Err(message),
                };
                end(label, step, result);
                Poll::Ready(())
            })
        })
        .await;
    }
}

/// An async handler that is dropped where it runs, if it is dropped half-way.
struct Guarded<'a> {
    handler: Running<'a>,
    around: &'a Around,
}

impl Drop for Guarded<'_> {
    fn drop(&mut self) {
        self.around.run(|| self.handler.end());
    }
}

impl pending::Job for Job {
    fn label(&self) -> &'static str {
        self.event.label()
    }

    fn handler(&self) -> &'static str {
        self.step.path()
    }

    fn run(self: Box<Self>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        if self.step.handler.run.is_async() {
            Box::pin(self.run_async())
        } else {
            Box::pin(async { self.run_sync() })
        }
    }
}

/// Says what became of a handler. Its origin returned long ago, so that no error is
/// handed to it.
fn end(label: &'static str, step: &Step, result: Result<Result<(), Failure>, String>) {
    let failure = match result {
        Ok(Ok(())) => return,
        Ok(Err(failure)) => failure,
        Err(message) => Failure::Panicked(message),
    };
    // Under `set_abort_on_error`, this panics, and there is nobody to panic out to.
    let _ = catch_panic(|| Policy::from(OnError::Log).failed(label, step.path(), failure));
}
