//! Running the handlers of an async origin: those of one `order` side by side.

use std::cell::RefCell;
use std::future::poll_fn;
use std::task::{Context, Poll};

use crate::error::Error;
use crate::event::erased::Values;
use crate::event::fired::Event;
use crate::event::origin::Origin;
use crate::run::failure::OnError;
use crate::run::firing::{admitted, has_spans, run_registered, span};
use crate::run::isolation::{Failure, drop_quietly, run_each};
use crate::wiring::binding::not_kept;
use crate::wiring::callsite::{Callsite, Prepared};
use crate::wiring::handler::{HandlerFuture, Run};
use crate::wiring::plan::Step;

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
    values: Values<'_>,
    is_send: bool,
) -> Result<(), Box<Error>> {
    let Some(plan) = admitted(callsite, prepared) else {
        return Ok(());
    };
    let event = Event::new(Origin(&callsite.origin), &plan.offers, &values);
    if cfg!(debug_assertions) && !is_send {
        plan.steps.iter().for_each(|step| step.assert_sync(&event));
    }
    let (early, late) = plan.steps.split_at(plan.early);
    run_by_order(early, &event, on_error, is_send).await?;
    if prepared.has_registered {
        run_registered(callsite, &event, on_error)?;
    }
    run_by_order(late, &event, on_error, is_send).await
}

async fn run_by_order(
    steps: &[Step],
    event: &Event<'_>,
    on_error: OnError,
    is_send: bool,
) -> Result<(), Box<Error>> {
    for steps in steps.chunk_by(|a, b| a.handler.order == b.handler.order) {
        let mut running = start(steps, event, on_error, is_send)?;
        if !running.is_empty() {
            poll_fn(|context| poll_all(&mut running, event.label(), on_error, context)).await?;
        }
    }
    Ok(())
}

/// Runs the sync handlers, and starts the async ones.
fn start<'a>(
    steps: &'a [Step],
    event: &'a Event<'a>,
    on_error: OnError,
    is_send: bool,
) -> Result<Vec<Running<'a>>, Box<Error>> {
    let mut running = Vec::new();
    let has_spans = has_spans();
    let run = |at: usize| {
        let step = &steps[at];
        let span = has_spans.then(|| span(event.label(), step.handler.facts.path));
        match step.handler.run {
            Run::Sync(_) => in_span(span.as_ref(), || step.run(event)),
            Run::Async(_) if !is_send => Err(step.not_kept(event)),
            Run::Async(handler) => {
                // To make the future is to clone arguments, which may panic.
                let future = Some(handler(&step.call(event)?));
                running.push(Running { step, span, future });
                Ok(())
            }
        }
    };
    run_each(steps.len(), run, |at, failure| {
        on_error.failed(event.label(), steps[at].handler.facts.path, failure)
    })?;
    Ok(running)
}

/// Polls those that still run. There are few of them, so that to poll them all
/// is cheaper than to know which of them was woken.
fn poll_all(
    running: &mut [Running<'_>],
    label: &'static str,
    on_error: OnError,
    context: &mut Context<'_>,
) -> Poll<Result<(), Box<Error>>> {
    let mut pending = false;
    // Both closures need them, never at the same time.
    let handlers = RefCell::new(running);
    let run = |at: usize| {
        pending |= !handlers.borrow_mut()[at].poll(context)?;
        Ok(())
    };
    let count = handlers.borrow().len();
    run_each(count, run, |at, failure| {
        // One that has failed, or has panicked, is not polled again.
        let handler = handlers.borrow_mut()[at].end();
        on_error.failed(label, handler, failure)
    })?;
    if pending {
        Poll::Pending
    } else {
        Poll::Ready(Ok(()))
    }
}

fn in_span<R>(span: Option<&tracing::Span>, run: impl FnOnce() -> R) -> R {
    match span {
        Some(span) => span.in_scope(run),
        None => run(),
    }
}

impl Step {
    /// # Panics
    ///
    /// If the handler is async, and bound to an origin that cannot keep its
    /// return value.
    fn assert_sync(&self, event: &Event<'_>) {
        if let (Run::Async(_), None) = (self.handler.run, self.mismatch()) {
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
    step: &'a Step,
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
        self.step.handler.facts.path
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.end();
    }
}
