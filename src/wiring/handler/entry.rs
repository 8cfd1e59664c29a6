//! Handlers, as the linker collects them, and as they are registered.

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::AtomicBool;

use super::call::{Call, Wanted};
use crate::error::BoxError;
use crate::event::fired::Event;
use crate::event::origin::Facts;
use crate::wiring::durable::DurableEntry;

/// One parameter of a handler.
#[doc(hidden)]
#[derive(Debug)]
pub struct HandlerParam {
    pub name: &'static str,
    pub wanted: fn() -> Wanted,
}

pub(crate) type HandlerResult = Result<(), BoxError>;

/// What a handler may return.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a side effect cannot return `{Self}`",
    label = "expected `()` or `Result<(), E>`",
    note = "a side effect returns nothing, or `Result<(), E>` where `E: Into<Box<dyn Error + Send + Sync>>`"
)]
pub trait HandlerReturn {
    fn into_result(self) -> HandlerResult;
}

#[diagnostic::do_not_recommend]
impl HandlerReturn for () {
    #[inline]
    fn into_result(self) -> HandlerResult {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<BoxError>> HandlerReturn for Result<(), E> {
    #[inline]
    fn into_result(self) -> HandlerResult {
        self.map_err(Into::into)
    }
}

/// What an async handler will return, in the form that all handlers return. Its
/// future has to be `Send`: it runs in the future of its origin, which may move
/// between threads.
#[doc(hidden)]
pub fn run_async<'a, R: HandlerReturn>(
    future: impl Future<Output = R> + Send + 'a,
) -> HandlerFuture<'a> {
    Box::pin(async { future.await.into_result() })
}

pub(crate) type HandlerFuture<'a> = Pin<Box<dyn Future<Output = HandlerResult> + Send + 'a>>;

/// How a sync handler is called.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum RunSync {
    /// One that returns nothing, and so has nothing to do after its call.
    Infallible(for<'v, 'a> fn(Call<'v, 'a>)),
    Fallible(for<'v, 'a> fn(Call<'v, 'a>) -> HandlerResult),
}

impl RunSync {
    #[inline(always)]
    pub(crate) fn run(self, call: Call<'_, '_>) -> HandlerResult {
        match self {
            Self::Infallible(run) => {
                run(call);
                Ok(())
            }
            Self::Fallible(run) => run(call),
        }
    }
}

/// How a handler is called.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Run {
    Sync(RunSync),
    Async(for<'v, 'a> fn(Call<'v, 'a>) -> HandlerFuture<'a>),
    /// By a worker, from a job.
    Durable(&'static DurableEntry),
}

impl Run {
    pub(crate) fn is_async(self) -> bool {
        match self {
            Self::Sync(_) => false,
            Self::Async(_) => true,
            Self::Durable(durable) => durable.is_async(),
        }
    }
}

/// When a handler runs, seen from its origin.
#[derive(Debug, Clone, Copy)]
pub(crate) enum When {
    /// Before the origin's caller has its value.
    Inline,
    /// Off the origin's path, in a task or on a thread of its own.
    Background,
    /// When a worker takes its job from the queue, in this process or in another.
    Durable(&'static DurableEntry),
}

impl When {
    /// One word, for programs.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Background => "background",
            Self::Durable(_) => "durable",
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inline => f.write_str("inline"),
            Self::Background => f.write_str("in the background"),
            Self::Durable(durable) => durable.fmt(f),
        }
    }
}

/// One label of one `#[is_side_effect_of]`, as the linker collects it.
#[doc(hidden)]
#[derive(Debug)]
pub struct HandlerEntry {
    pub(crate) facts: Facts,
    pub(crate) order: i32,
    pub(crate) params: &'static [HandlerParam],
    pub(crate) run: Run,
    pub(crate) when: When,
}

#[doc(hidden)]
impl HandlerEntry {
    pub const fn new(facts: Facts, order: i32, params: &'static [HandlerParam], run: Run) -> Self {
        Self {
            facts,
            order,
            params,
            run,
            when: match run {
                Run::Sync(_) | Run::Async(_) => When::Inline,
                Run::Durable(durable) => When::Durable(durable),
            },
        }
    }

    /// The same handler, in the background.
    #[must_use]
    pub const fn in_background(self) -> Self {
        Self {
            when: When::Background,
            ..self
        }
    }

    pub(crate) fn is_inline(&self) -> bool {
        matches!(self.when, When::Inline)
    }

    /// Whether the origin waits for it.
    pub(crate) fn is_awaited(&self) -> bool {
        self.is_inline() && self.run.is_async()
    }

    pub(crate) fn is_background(&self) -> bool {
        matches!(self.when, When::Background)
    }

    pub(crate) fn is_durable(&self) -> bool {
        matches!(self.when, When::Durable(_))
    }
}

#[doc(hidden)]
#[linkme::distributed_slice]
pub static SIDE_EFFECTS_HANDLERS: [HandlerEntry];

/// A handler that was registered at run time.
pub(crate) struct RuntimeHandler {
    pub(crate) label: &'static str,
    pub(crate) name: String,
    pub(crate) file: &'static str,
    pub(crate) line: u32,
    /// Cleared when the registration is dropped.
    pub(crate) registered: AtomicBool,
    pub(crate) run: Box<dyn Fn(&Event<'_>) -> HandlerResult + Send + Sync>,
}

impl fmt::Debug for RuntimeHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RuntimeHandler").field(&self.name).finish()
    }
}
