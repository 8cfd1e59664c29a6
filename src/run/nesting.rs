//! Events that fire in a handler of another event. Two that fire each other
//! would go on until the stack is gone: they are stopped at a depth that no
//! honest program has.

use std::cell::Cell;

use crate::error::{BoxError, Error};
use crate::event::origin::Origin;
use crate::run::failure::{Failure, Policy};
use crate::wiring::callsite::Callsite;

/// How many events may be nested on a thread, or in a task.
const LIMIT: usize = 64;

thread_local! {
    static STACK: Stack = const {
        Stack {
            depth: Cell::new(0),
            origins: [const { Cell::new(None) }; LIMIT],
        }
    };
}

/// The events of this thread whose handlers run.
struct Stack {
    depth: Cell<usize>,
    /// Who fired them, the outermost first.
    origins: [Cell<Option<Origin>>; LIMIT],
}

/// The handlers of one event run while this lives.
pub(super) struct Nested(());

impl Nested {
    /// `None` if there are too many already.
    #[inline]
    pub(super) fn enter(origin: Origin) -> Option<Self> {
        STACK.with(|Stack { depth, origins }| {
            let outer = depth.get();
            origins.get(outer)?.set(Some(origin));
            depth.set(outer + 1);
            Some(Self(()))
        })
    }
}

impl Drop for Nested {
    #[inline]
    fn drop(&mut self) {
        STACK.with(|Stack { depth, .. }| depth.set(depth.get() - 1));
    }
}

/// Fails these handlers of an event that is nested too deep, and those that were
/// registered at run time.
#[cold]
pub(super) fn stop_all(
    callsite: &'static Callsite,
    handlers: impl IntoIterator<Item = &'static str>,
    has_registered: bool,
    policy: Policy<'_>,
) -> Result<(), Box<Error>> {
    let origin = Origin(&callsite.origin);
    stop(origin, handlers, policy)?;
    if !has_registered {
        return Ok(());
    }
    let registered = callsite.label().registered();
    stop(
        origin,
        registered.iter().map(|handler| &*handler.name),
        policy,
    )
}

/// Fails these handlers of an event that is nested too deep.
#[cold]
pub(super) fn stop<'h>(
    origin: Origin,
    handlers: impl IntoIterator<Item = &'h str>,
    policy: Policy<'_>,
) -> Result<(), Box<Error>> {
    handlers.into_iter().try_for_each(|handler| {
        let failure = Failure::Returned(too_deep(origin.label()));
        policy.failed(origin.label(), handler, failure)
    })
}

pub(super) fn too_deep(label: &'static str) -> BoxError {
    let labels: Vec<_> = STACK.with(|Stack { origins, .. }| {
        let origins = origins.iter().filter_map(Cell::get);
        origins
            .map(|origin| origin.label())
            .chain([label])
            .collect()
    });
    // The innermost tell who fires whom.
    let chain = labels[labels.len() - 6..].join("` → `");
    format!(
        "it was not run, since its event is nested in {LIMIT} others, each fired by a handler of the \
         one before: … → `{chain}`. Do two of them fire each other?"
    )
    .into()
}
