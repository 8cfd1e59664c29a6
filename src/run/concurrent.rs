//! Running the handlers of an async origin: those of one `order` side by side.

use std::future::{pending, poll_fn};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::error::Error;
use crate::event::fired::{Event, Values};
use crate::run::firing::{OnError, catch_panic, drop_quietly, span, verdict};
use crate::wiring::binding::not_kept;
use crate::wiring::handler::{HandlerFuture, HandlerResult, Run};
use crate::wiring::plan::{Armed, Step};

impl Armed {
    /// Fires the event: runs all handlers, unless it is suppressed.
    ///
    /// # Errors
    ///
    /// If a handler fails, with [`OnError::Abort`]. Those that run beside it are
    /// dropped, those after it do not start.
    pub async fn fire_async(&self, on_error: OnError, values: &Values<'_>) -> Result<(), Error> {
        let Some((plan, event)) = self.admitted(values) else {
            return Ok(());
        };
        let (early, late) = plan.steps.split_at(plan.early);
        self.run_by_order(early, &event, on_error).await?;
        for handler in self.runtime.iter().flat_map(|handlers| handlers.iter()) {
            handler
                .run(&event)
                .or_else(|error| on_error.handle(error))?;
        }
        self.run_by_order(late, &event, on_error).await
    }

    async fn run_by_order(
        &self,
        steps: &[Step],
        event: &Event<'_>,
        on_error: OnError,
    ) -> Result<(), Error> {
        for steps in steps.chunk_by(|a, b| a.handler.order == b.handler.order) {
            let mut running = Vec::new();
            for step in steps {
                match step.handler.run {
                    Run::Sync(_) => step.run(event),
                    Run::Async(_) if !self.keeps => Err(step.not_kept(event)),
                    Run::Async(_) => step.start(event).map(|future| running.push(future)),
                }
                .or_else(|error| on_error.handle(error))?;
            }
            poll_fn(|context| poll_all(&mut running, on_error, context)).await?;
        }
        Ok(())
    }
}

/// Polls those that still run. There are few of them, so that to poll them all
/// is cheaper than to know which of them was woken.
fn poll_all(
    running: &mut Vec<Running<'_>>,
    on_error: OnError,
    context: &mut Context<'_>,
) -> Poll<Result<(), Error>> {
    let mut outcome = Ok(());
    running.retain_mut(|handler| {
        outcome.is_ok()
            && match handler.poll(context) {
                Poll::Pending => true,
                Poll::Ready(ended) => {
                    outcome = ended.or_else(|error| on_error.handle(error));
                    false
                }
            }
    });
    if outcome.is_err() || running.is_empty() {
        Poll::Ready(outcome)
    } else {
        Poll::Pending
    }
}

impl Step {
    /// Treats it as the mismatch that it would have been, had the type of the
    /// return value been known before.
    fn not_kept(&self, event: &Event<'_>) -> Error {
        let mismatch = not_kept(event.origin().0, self.handler);
        if cfg!(debug_assertions) {
            panic!("{mismatch}");
        }
        self.mismatched(&mismatch)
    }

    fn start<'a>(&'a self, event: &'a Event<'a>) -> Result<Running<'a>, Error> {
        let call = self.call(event)?;
        let Run::Async(handler) = self.handler.run else {
            unreachable!("a sync handler is run at once");
        };
        let (label, path) = (event.label(), self.handler.facts.path);
        // To make the future is to clone arguments, which may panic.
        let future = catch_panic(|| handler(&call)).or_else(|message| {
            verdict(label, path, Err(message))?;
            unreachable!("a panic is an error")
        })?;
        Ok(Running {
            label,
            path,
            span: span(label, path),
            future,
        })
    }
}

/// An async handler under way.
struct Running<'a> {
    label: &'static str,
    path: &'static str,
    span: tracing::Span,
    future: HandlerFuture<'a>,
}

impl Running<'_> {
    /// Polls the handler in its span, and tells how it went.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Self {
            label,
            path,
            span,
            future,
        } = self;
        let mut poll = || Pin::as_mut(future).poll(context);
        let ended: Result<HandlerResult, String> = match span.in_scope(|| catch_panic(&mut poll)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(result)) => Ok(result),
            Err(message) => Err(message),
        };
        Poll::Ready(verdict(label, path, ended))
    }
}

impl Drop for Running<'_> {
    /// Drops the handler, half way through perhaps, apart from the others.
    fn drop(&mut self) {
        // In its place, what needs no memory.
        drop_quietly(mem::replace(&mut self.future, Box::pin(pending())));
    }
}
