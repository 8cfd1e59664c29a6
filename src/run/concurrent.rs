//! Running the handlers of an async origin: those of one `order` side by side.

use std::future::poll_fn;
use std::task::{Context, Poll};

use crate::error::Error;
use crate::event::erased::{Everywhere, Local, Sealed, Values};
use crate::event::fired::Event;
use crate::event::isolation::{catch_panic, drop_quietly};
use crate::event::origin::Origin;
use crate::event::owned::FiredEvent;
use crate::run::admission::{Admitted, admits};
use crate::run::failure::{Failure, OnError, Policy, run_each, run_each_mut};
use crate::run::firing::{has_ok, in_span, is_verbose, run_registered, span};
use crate::run::nesting::{self, Nested};
use crate::run::offload::Offload;
use crate::scope::{Admission, interest};
use crate::wiring::binding::not_kept;
use crate::wiring::callsite::{Callsite, Prepared};
use crate::wiring::handler::{HandlerFuture, Run, When};
use crate::wiring::plan::{Plan, Step};

/// Keeps the values of a call for the handlers of an async origin, which may look
/// at them on any thread.
pub fn seal<'a, const N: usize>(
    prepared: Prepared,
    values: [Local<'a>; N],
) -> Sealed<'a, [Local<'a>; N]> {
    Sealed::new(values, |position| prepared.plan?.offers.seen(position))
}

/// Fires the event of an async origin, unless it is suppressed. `is_send` says
/// whether its return value, which is kept meanwhile, is `Send`.
///
/// # Errors
///
/// If a handler fails, with [`OnError::Abort`]. Those that run beside it are
/// dropped, those after it do not start.
pub async fn fire_async(
    callsite: &'static Callsite,
    prepared: Prepared,
    on_error: OnError,
    values: Everywhere<'_, '_>,
    is_send: bool,
) -> Result<(), Box<Error>> {
    let admitted = if is_verbose() || interest::any() {
        match admits(callsite, prepared, on_error, values.here())? {
            Some(admitted) => admitted,
            None => return Ok(()),
        }
    } else {
        Admitted::default()
    };
    let Some(plan) = prepared.plan else {
        return Ok(());
    };
    let shown = Values::shared(values.here());
    let event = Event::new(Origin(&callsite.origin), &plan.offers, shown);
    let firing = Firing {
        callsite,
        has_registered: prepared.has_registered,
        plan,
        event: &event,
        values,
        held: None,
        policy: on_error.into(),
        is_send,
    };
    if cfg!(debug_assertions) && !is_send {
        plan.steps.iter().for_each(|step| step.assert_sync(&event));
    }
    if plan.has_background {
        let admission = admitted.admission.as_ref();
        firing.offload(&Offload::new(callsite, plan, values.here(), admission))?;
    }
    // Not to be part of the future.
    drop(admitted);
    firing.run().await
}

/// Runs the handlers of an event that has waited.
pub(super) async fn run_held(
    callsite: &'static Callsite,
    prepared: Prepared,
    policy: Policy<'_>,
    held: &FiredEvent,
    admission: &Admission,
) -> Result<(), Box<Error>> {
    let Some(plan) = prepared.plan else {
        return Ok(());
    };
    let sealed = Sealed::new(held.locals(), |position| plan.offers.seen(position));
    let values = sealed.everywhere();
    let event = Event::new(
        Origin(&callsite.origin),
        &plan.offers,
        Values::shared(values.here()),
    );
    let firing = Firing {
        callsite,
        has_registered: prepared.has_registered,
        plan,
        event: &event,
        values,
        held: Some(held),
        policy,
        is_send: true,
    };
    if plan.has_background {
        let offload = Offload::new(callsite, plan, values.here(), Some(admission));
        firing.offload(&offload.of_held(held))?;
    }
    firing.run().await
}

/// The same for an origin whose return value is `Send`, and that logs what fails.
pub fn fire_and_log<'a, const N: usize>(
    callsite: &'static Callsite,
    prepared: Prepared,
    values: [Local<'a>; N],
) -> impl Future<Output = ()> + Send + use<'a, N> {
    let sealed = seal(prepared, values);
    async move {
        let on_error = OnError::Log;
        // There is no error but with `OnError::Abort`.
        let _ = fire_async(callsite, prepared, on_error, sealed.everywhere(), true).await;
    }
}

/// An event under way.
#[derive(Clone, Copy)]
struct Firing<'a> {
    callsite: &'static Callsite,
    has_registered: bool,
    plan: &'static Plan,
    event: &'a Event<'a>,
    values: Everywhere<'a, 'a>,
    /// The event with copies of these values, if it has waited.
    held: Option<&'a FiredEvent>,
    policy: Policy<'a>,
    is_send: bool,
}

impl<'a> Firing<'a> {
    /// Starts the background handlers. None of them is to be lost with the future, so
    /// that nothing is awaited before.
    fn offload(self, offload: &Offload<'_>) -> Result<(), Box<Error>> {
        let Self { event, policy, .. } = self;
        let start = |step: &'static Step| match step.handler.when {
            When::Inline => Ok(()),
            When::Background => offload.start(step),
        };
        run_each(&self.plan.steps, start, |step, failure| {
            policy.failed(event.label(), step.path(), failure)
        })
    }

    /// Runs all other handlers.
    async fn run(self) -> Result<(), Box<Error>> {
        let Self { plan, event, .. } = self;
        self.run_by_order(0, plan.early).await?;
        if self.has_registered {
            let _nested = Nested::enter(event.label());
            run_registered(self.callsite, event, self.policy)?;
        }
        self.run_by_order(plan.early, plan.steps.len()).await
    }

    /// Runs the steps of the plan from one position to another.
    async fn run_by_order(self, start: usize, end: usize) -> Result<(), Box<Error>> {
        let mut next = start;
        let is_same = |a: &Step, b: &Step| a.handler.order == b.handler.order;
        for steps in self.plan.steps[start..end].chunk_by(is_same) {
            next += steps.len();
            let running = self.start(steps)?;
            if !running.is_empty() {
                let mut waiting = Waiting {
                    firing: self,
                    running,
                    next,
                    is_waiting: false,
                };
                poll_fn(|context| waiting.poll(context)).await?;
            }
        }
        Ok(())
    }

    /// Runs the sync handlers, and starts the async ones.
    fn start(self, steps: &'static [Step]) -> Result<Vec<Running<'a>>, Box<Error>> {
        let Self {
            plan,
            event,
            policy,
            ..
        } = self;
        let Some(_nested) = Nested::enter(event.label()) else {
            nesting::stop(steps, event.label(), policy)?;
            return Ok(Vec::new());
        };
        let is_async = |step: &&Step| step.is_awaited();
        let mut running = Vec::with_capacity(steps.iter().filter(is_async).count());
        let (is_verbose, has_ok) = (is_verbose(), has_ok(self.values.here()));
        plan.with_targets(self.values.here(), |here| {
            let run = |step: &'static Step| {
                let is_lacking = |held| step.lacks(held, has_ok);
                if step.handler.is_background() || self.held.is_some_and(is_lacking) {
                    return Ok(());
                }
                let span = is_verbose.then(|| span(event.label(), step.path()));
                match step.handler.run {
                    Run::Sync(_) => in_span(span.as_ref(), || step.run(event, here, has_ok)),
                    Run::Async(_) if !self.is_send => Err(step.not_kept(event)),
                    Run::Async(handler) => {
                        // To make the future is to clone arguments, which may panic.
                        let future = Some(handler(&step.call(event, here, has_ok)?));
                        running.push(Running { step, span, future });
                        Ok(())
                    }
                }
            };
            run_each(steps, run, |step, failure| {
                policy.failed(event.label(), step.path(), failure)
            })
        })?;
        Ok(running)
    }
}

/// Polls those that still run. There are few of them, so that to poll them all
/// is cheaper than to know which of them was woken.
fn poll_all(
    running: &mut [Running<'_>],
    label: &'static str,
    policy: Policy<'_>,
    context: &mut Context<'_>,
) -> Poll<Result<(), Box<Error>>> {
    let mut is_pending = false;
    let run = |handler: &mut Running<'_>| {
        is_pending |= !handler.poll(context)?;
        Ok(())
    };
    run_each_mut(running, run, |handler, failure| {
        // One that has failed, or has panicked, is not polled again.
        policy.failed(label, handler.end(), failure)
    })?;
    if is_pending {
        Poll::Pending
    } else {
        Poll::Ready(Ok(()))
    }
}

/// The async handlers of one `order`, and what comes after them.
struct Waiting<'a> {
    firing: Firing<'a>,
    running: Vec<Running<'a>>,
    /// The position of the first step that has not started.
    next: usize,
    /// Whether there is more to come: not after an error, nor while it is polled.
    is_waiting: bool,
}

impl Waiting<'_> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Box<Error>>> {
        self.is_waiting = false;
        let Firing { event, policy, .. } = self.firing;
        // Where there are too many, what they fire is stopped.
        let _nested = Nested::enter(event.label());
        let polled = poll_all(&mut self.running, event.label(), policy, context);
        self.is_waiting = polled.is_pending();
        polled
    }

    /// Says which handlers never come to their end.
    #[cold]
    fn tell_cut_off(&self) {
        let Firing {
            callsite,
            has_registered,
            plan,
            event,
            ..
        } = self.firing;
        let running = (self.running.iter()).filter(|handler| handler.future.is_some());
        let mut handlers: Vec<_> = running.map(|handler| handler.step.path().into()).collect();
        let path = |step: &Step| String::from(step.path());
        if self.next <= plan.early {
            handlers.extend(plan.steps[self.next..plan.early].iter().map(path));
            if has_registered {
                let registered = callsite.label().registered();
                handlers.extend(registered.iter().map(|handler| handler.name.clone()));
            }
        }
        let late = &plan.steps[self.next.max(plan.early)..];
        handlers.extend(late.iter().map(path));
        tracing::warn!(
            target: "side_effects",
            label = event.label(),
            origin = event.origin().path(),
            handlers = %handlers.join(", "),
            "side effects cut off: the future of their origin was dropped before they had finished"
        );
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.is_waiting {
            // The subscriber is user code, and this may be an unwinding.
            let _ = catch_panic(|| self.tell_cut_off());
        }
    }
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

/// An async handler under way.
struct Running<'a> {
    step: &'static Step,
    span: Option<tracing::Span>,
    /// `None` once it is done.
    future: Option<HandlerFuture<'a>>,
}

impl Running<'_> {
    /// Polls the handler in its span, unless it is done; `true` if it is then.
    fn poll(&mut self, context: &mut Context<'_>) -> Result<bool, Failure> {
        let Some(future) = &mut self.future else {
            return Ok(true);
        };
        let poll = || future.as_mut().poll(context);
        let Poll::Ready(result) = in_span(self.span.as_ref(), poll) else {
            return Ok(false);
        };
        self.future = None;
        result.map_err(Failure::Returned).map(|()| true)
    }
}

impl Running<'_> {
    /// Drops the handler half way through, if need be, and says which it was.
    /// Whether that panics is of no concern to the others.
    fn end(&mut self) -> &'static str {
        if let Some(future) = self.future.take() {
            drop_quietly(future);
        }
        self.step.path()
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.end();
    }
}
