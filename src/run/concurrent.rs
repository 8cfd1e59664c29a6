//! Running the handlers of an async origin: those of one `order` side by side.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::error::Error;
use crate::event::delivery::How;
use crate::event::erased::{Everywhere, Local, Locals, Sealed, Values};
use crate::event::fate::{Ending, Name};
use crate::event::fired::Event;
use crate::event::isolation::catch_panic;
use crate::event::jobs::Jobs;
use crate::event::metrics;
use crate::event::origin::Origin;
use crate::event::owned::FiredEvent;
use crate::run::admission::{Admitted, admits, is_watched};
use crate::run::durable::{self, Writing};
use crate::run::failure::{Failure, OnError, Policy, run_each, run_each_mut};
use crate::run::firing::{has_ok, in_span, is_verbose, run_registered, span};
use crate::run::nesting::{self, Nested};
use crate::run::offload::Offload;
use crate::run::running::{Running, in_spans};
use crate::scope::Admission;
use crate::wiring::binding::not_kept;
use crate::wiring::callsite::{Callsite, Prepared};
use crate::wiring::handler::{Inputs, Run, When};
use crate::wiring::plan::{Plan, Step};
use crate::wiring::room::Room;

/// Keeps the values of a call for the handlers of an async origin, which may look
/// at them on any thread.
pub fn seal<'a, const N: usize>(
    prepared: Prepared,
    values: [Local<'a>; N],
) -> Sealed<'a, [Local<'a>; N]> {
    Sealed::new(values, prepared.plan.map_or(&[], |plan| &plan.shared))
}

/// An event whose handlers may be async. Their futures refer to it, so that it is
/// kept beside them.
#[derive(Debug)]
pub struct AsyncEvent<'a> {
    callsite: &'static Callsite,
    prepared: Prepared,
    values: Everywhere<'a, 'a>,
    /// Its handlers, and what they see; `None` if there are none.
    handled: Option<(&'static Plan, Event<'a>)>,
}

/// The event of an async origin.
pub fn async_event<'a, A>(
    callsite: &'static Callsite,
    prepared: Prepared,
    sealed: &'a Sealed<'a, A>,
) -> AsyncEvent<'a>
where
    A: Locals + AsRef<[Local<'a>]> + AsMut<[Local<'a>]>,
{
    let values = sealed.everywhere();
    let (origin, shown) = (Origin(&callsite.origin), Values::shared(values.here()));
    AsyncEvent {
        callsite,
        prepared,
        values,
        handled: prepared
            .plan
            .map(|plan| (plan, Event::new(origin, &plan.offers, shown))),
    }
}

/// Fires the event of an async origin whose return value is `Send`, and logs what
/// fails.
pub fn fire_and_log<'a>(event: &'a AsyncEvent<'a>) -> Firing<'a> {
    fire_async(event, OnError::Log, true)
}

/// Fires the event of an async origin, unless it is suppressed. `is_send` says
/// whether its return value, which is kept meanwhile, is `Send`.
pub fn fire_async<'a>(event: &'a AsyncEvent<'a>, on_error: OnError, is_send: bool) -> Firing<'a> {
    Firing {
        event,
        held: None,
        policy: on_error.into(),
        is_send,
        stage: Stage::New,
        next: 0,
        awaits_registered: event.prepared.has_registered,
        writing: None,
        running: Vec::new(),
    }
}

/// Runs the handlers of an event that has waited.
pub(super) async fn run_held(
    callsite: &'static Callsite,
    prepared: Prepared,
    policy: Policy<'_>,
    held: &FiredEvent,
    jobs: Jobs,
    admission: &Admission,
) -> Result<(), Box<Error>> {
    let Some(plan) = prepared.plan else {
        return Ok(());
    };
    let sealed = Sealed::new(held.locals(), &plan.shared);
    let event = async_event(callsite, prepared, &sealed);
    let mut firing = fire_async(&event, policy.on_error, true);
    (firing.held, firing.policy, firing.stage) = (Some(held), policy, Stage::Begun);
    firing.writing = durable::write(held.label(), jobs, Some(admission));
    if plan.has_background {
        let offload = Offload::new(callsite, plan, event.values.here(), Some(admission));
        firing.offload(&offload.of_held(held))?;
    }
    firing.await
}

/// An event under way: the handlers of one `order` after those of another, and
/// those of each side by side.
///
/// It comes to an error if a handler fails, with [`OnError::Abort`]. Those that
/// run beside it are dropped, those after it do not start.
#[must_use]
pub struct Firing<'a> {
    event: &'a AsyncEvent<'a>,
    /// The event with copies of its values, if it has waited.
    held: Option<&'a FiredEvent>,
    policy: Policy<'a>,
    is_send: bool,
    stage: Stage,
    /// The position of the first step that has not started.
    next: usize,
    /// Whether handlers that were registered at run time have yet to run.
    awaits_registered: bool,
    /// The jobs of durable handlers, as long as they are being written. The others do not
    /// start before.
    writing: Option<Writing>,
    /// The async handlers of the `order` whose turn it is.
    running: Vec<Running<'a>>,
}

#[derive(PartialEq, Eq)]
enum Stage {
    /// It is not known whether the handlers are to run.
    New,
    /// They run right now, or have ended.
    Begun,
    /// There is more to come.
    Waiting,
}

impl Future for Firing<'_> {
    type Output = Result<(), Box<Error>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let stage = mem::replace(&mut self.stage, Stage::Begun);
        if stage == Stage::New && !self.begin()? {
            return Poll::Ready(Ok(()));
        }
        if !self.poll_writing(context)? {
            return Poll::Pending;
        }
        let Some((plan, event)) = &self.event.handled else {
            return Poll::Ready(Ok(()));
        };
        let Some(_nested) = Nested::enter(*event.origin()) else {
            return Poll::Ready(self.stop(plan, event));
        };
        if !self.running.is_empty() {
            self.poll_running(event, context)?;
        }
        while self.running.is_empty() {
            if self.awaits_registered && self.next == plan.early {
                self.awaits_registered = false;
                run_registered(self.event.callsite, event, self.policy)?;
            }
            if self.next == plan.steps.len() {
                return Poll::Ready(Ok(()));
            }
            self.start_next(plan, event, context)?;
        }
        self.stage = Stage::Waiting;
        Poll::Pending
    }
}

impl<'a> Firing<'a> {
    /// Whether the handlers are to run. Starts those in the background, and to write the
    /// jobs of durable ones: none of them is to be lost with the future, so that nothing
    /// is awaited before.
    fn begin(&mut self) -> Result<bool, Box<Error>> {
        let AsyncEvent {
            callsite,
            prepared,
            values,
            ref handled,
        } = *self.event;
        let admitted = if is_watched() {
            match admits(callsite, prepared, self.policy.on_error, values.here())? {
                Some(admitted) => admitted,
                None => return Ok(false),
            }
        } else {
            Admitted::default()
        };
        let Some((plan, event)) = handled else {
            return Ok(false);
        };
        let admission = admitted.admission.as_ref();
        if cfg!(debug_assertions) && !self.is_send {
            plan.steps.iter().for_each(|step| step.assert_sync(event));
        }
        if plan.has_durable {
            let jobs = durable::store(plan, event, values.here(), self.policy)?;
            self.writing = durable::write(event.label(), jobs, admission);
        }
        if plan.has_background {
            self.offload(&Offload::new(callsite, plan, values.here(), admission))?;
        }
        Ok(true)
    }

    /// Whether no jobs are being written.
    #[inline]
    fn poll_writing(&mut self, context: &mut Context<'_>) -> Result<bool, Box<Error>> {
        let Some(writing) = &mut self.writing else {
            return Ok(true);
        };
        let Poll::Ready(written) = writing.poll(context, self.policy) else {
            self.stage = Stage::Waiting;
            return Ok(false);
        };
        self.writing = None;
        written.map(|()| true)
    }

    /// Starts the background handlers.
    fn offload(&self, offload: &Offload<'_>) -> Result<(), Box<Error>> {
        let Some((plan, event)) = &self.event.handled else {
            return Ok(());
        };
        let has_ok = has_ok(self.event.values.here());
        let is_lacking = |step: &Step| self.held.is_some_and(|held| step.lacks(held, has_ok));
        let start = |step: &'static Step| match step.handler.when {
            When::Background if !is_lacking(step) => offload.start(step),
            When::Background | When::Durable(_) | When::Inline => Ok(()),
        };
        run_each(&plan.steps, start, |step, failure| {
            self.policy.failed(event.label(), step.path(), failure)
        })
    }

    /// Runs the sync handlers of the next `order`, and starts the async ones.
    fn start_next(
        &mut self,
        plan: &'static Plan,
        event: &'a Event<'a>,
        context: &mut Context<'_>,
    ) -> Result<(), Box<Error>> {
        let values = self.event.values.here();
        let (is_verbose, has_ok) = (is_verbose(), has_ok(values));
        let steps = plan.same_order(self.next);
        self.next += steps.len();
        let Self {
            held,
            policy,
            is_send,
            ref mut running,
            ..
        } = *self;
        let mut room = Room::default();
        let inputs = Inputs {
            event: Some(event),
            here: plan.with_targets(values, &mut room),
            how: held.map_or(How::Inline, |_| How::Held),
        };
        let run = |step: &'static Step| {
            let is_lacking = |held| step.lacks(held, has_ok);
            if !step.handler.is_inline() || held.is_some_and(is_lacking) {
                return Ok(());
            }
            let span = || is_verbose.then(|| span(event.label(), step.path()));
            match step.handler.run {
                Run::Sync(_) => in_span(span().as_ref(), || step.run(&inputs, has_ok)),
                Run::Async(_) if !is_send => Err(step.not_kept(event)),
                Run::Async(handler) => {
                    // To make the future is to clone arguments, which may panic.
                    let future = handler(step.call(&inputs, has_ok)?);
                    let mut handler = Running::new(step, in_spans(future, span()));
                    // Many have nothing to wait for, and are never kept.
                    if !handler.poll(context)? {
                        running.push(handler);
                    }
                    Ok(())
                }
                Run::Durable(_) => unreachable!("it is not inline"),
            }
        };
        run_each(steps, run, |step, failure| {
            policy.failed(event.label(), step.path(), failure)
        })
    }

    /// Polls those that still run. There are few of them, so that to poll them all
    /// is cheaper than to know which of them was woken.
    fn poll_running(
        &mut self,
        event: &Event<'_>,
        context: &mut Context<'_>,
    ) -> Result<(), Box<Error>> {
        let run = |handler: &mut Running<'_>| handler.poll(context).map(drop);
        run_each_mut(&mut self.running, run, |handler, failure| {
            // One that has failed, or has panicked, is not polled again.
            self.policy.failed(event.label(), handler.end(), failure)
        })?;
        self.running.retain(Running::is_waiting);
        Ok(())
    }

    /// Fails all handlers that have not finished, since their event is nested too
    /// deep.
    #[cold]
    fn stop(&mut self, plan: &Plan, event: &Event<'_>) -> Result<(), Box<Error>> {
        let (label, policy) = (event.label(), self.policy);
        for handler in &mut self.running {
            let failure = Failure::Returned(nesting::too_deep(label));
            policy.failed(label, handler.end(), failure)?;
        }
        let rest = inline(&plan.steps[self.next..]).map(Step::path);
        nesting::stop_all(self.event.callsite, rest, self.awaits_registered, policy)
    }

    /// Says which handlers never come to their end.
    #[cold]
    fn tell_cut_off(&self) {
        let Some((plan, event)) = &self.event.handled else {
            return;
        };
        let path = |step: &Step| String::from(step.path());
        let running = self.running.iter().map(|handler| path(handler.step));
        let written = self.writing.iter().filter(|writing| !writing.is_safe());
        let written = written.flat_map(|writing| writing.paths());
        let written = written.map(|path| String::from(*path));
        let mut handlers: Vec<_> = written.chain(running).collect();
        if self.next <= plan.early {
            handlers.extend(inline(&plan.steps[self.next..plan.early]).map(path));
            if self.awaits_registered {
                let registered = self.event.callsite.label().registered();
                handlers.extend(registered.iter().map(|handler| handler.name.clone()));
            }
        }
        handlers.extend(inline(&plan.steps[self.next.max(plan.early)..]).map(path));
        if handlers.is_empty() {
            return;
        }
        for handler in &handlers {
            let (label, handler) = (Name::Linked(event.label()), Name::Other(handler));
            metrics::handler(label, handler, Ending::CutOff);
        }
        tracing::warn!(
            target: "side_effects",
            label = event.label(),
            origin = event.origin().path(),
            handlers = %handlers.join(", "),
            "side effects cut off: the future of their origin was dropped before they had finished"
        );
    }
}

/// Where a handler that fails ends its event, those that run beside it are dropped.
impl Firing<'_> {
    #[cold]
    fn count_dropped(&self) {
        let label = Name::Linked(self.event.callsite.origin.facts.label);
        for handler in self.running.iter().filter(|handler| handler.is_waiting()) {
            metrics::handler(label, handler.step.name(), Ending::CutOff);
        }
    }
}

impl Drop for Firing<'_> {
    fn drop(&mut self) {
        if self.stage == Stage::Waiting {
            // The subscriber is user code, and this may be an unwinding.
            let _ = catch_panic(|| self.tell_cut_off());
        } else if !self.running.is_empty() && metrics::is_recording() {
            self.count_dropped();
        }
    }
}

impl fmt::Debug for Firing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Firing").finish_non_exhaustive()
    }
}

/// Those that the future takes along.
fn inline(steps: &[Step]) -> impl Iterator<Item = &Step> {
    steps.iter().filter(|step| step.handler.is_inline())
}

impl Step {
    /// # Panics
    ///
    /// If the handler is async, and bound to an origin that cannot keep its
    /// return value.
    fn assert_sync(&self, event: &Event<'_>) {
        if self.is_awaited() && self.mismatch().is_none() {
            panic!("{}", not_kept(event.origin().0, self.handler));
        }
    }

    /// Treats it as the mismatch that it would have been, had the type of the
    /// return value been known before.
    #[cold]
    fn not_kept(&self, event: &Event<'_>) -> Failure {
        Failure::Mismatched(not_kept(event.origin().0, self.handler).to_string())
    }
}
