//! One async handler that runs.

use std::pin::Pin;
use std::task::{Context, Poll};

use crate::event::isolation::drop_quietly;
use crate::event::metrics::Timer;
use crate::run::failure::Failure;
use crate::wiring::handler::{HandlerFuture, HandlerResult};
use crate::wiring::plan::Step;

/// An async handler under way.
pub(super) struct Running<'a> {
    pub(super) step: &'static Step,
    /// `None` once it is done.
    future: Option<HandlerFuture<'a>>,
    timer: Timer,
}

impl<'a> Running<'a> {
    pub(super) fn new(step: &'static Step, future: HandlerFuture<'a>) -> Self {
        Self {
            step,
            future: Some(future),
            timer: Timer::start(),
        }
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.future.is_some()
    }

    /// Polls the handler, unless it is done; `true` if it is then.
    #[inline(always)]
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Result<bool, Failure> {
        let Some(future) = &mut self.future else {
            return Ok(true);
        };
        let label = self.step.handler.facts.label;
        let poll = || future.as_mut().poll(context);
        let Poll::Ready(result) = self.timer.poll(label, self.step.name(), poll) else {
            return Ok(false);
        };
        self.future = None;
        result.map_err(Failure::Returned).map(|()| true)
    }

    /// Drops the handler half way through, if need be, and says which it was.
    /// Whether that panics is of no concern to the others.
    pub(super) fn end(&mut self) -> &'static str {
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

/// Lets a handler be polled in its span, if it has one.
#[inline(always)]
pub(super) fn in_spans(
    future: HandlerFuture<'_>,
    span: Option<tracing::Span>,
) -> HandlerFuture<'_> {
    match span {
        Some(span) => Box::pin(InSpan { span, future }),
        None => future,
    }
}

struct InSpan<'a> {
    span: tracing::Span,
    future: HandlerFuture<'a>,
}

impl Future for InSpan<'_> {
    type Output = HandlerResult;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<HandlerResult> {
        let Self { span, future } = &mut *self;
        span.in_scope(|| future.as_mut().poll(context))
    }
}
