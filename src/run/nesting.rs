//! Events that fire in a handler of another event. Two that fire each other
//! would go on until the stack is gone: they are stopped at a depth that no
//! honest program has.

use std::cell::Cell;

use crate::error::{BoxError, Error};
use crate::run::failure::{Failure, Policy};
use crate::wiring::callsite::Callsite;
use crate::wiring::plan::Step;

/// How many events may be nested on a thread, or in a task.
const LIMIT: usize = 64;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// The labels of the events whose handlers run, the outermost first.
    static LABELS: [Cell<&'static str>; LIMIT] = const { [const { Cell::new("") }; LIMIT] };
}

/// The handlers of one event run while this lives.
pub(super) struct Nested(());

impl Nested {
    /// `None` if there are too many already.
    #[inline]
    pub(super) fn enter(label: &'static str) -> Option<Self> {
        DEPTH.with(|depth| {
            let outer = depth.get();
            LABELS.with(|labels| labels.get(outer).map(|place| place.set(label)))?;
            depth.set(outer + 1);
            Some(Self(()))
        })
    }
}

impl Drop for Nested {
    #[inline]
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get() - 1));
    }
}

/// Fails these handlers of an event that is nested too deep, and those that were
/// registered at run time.
#[cold]
pub(super) fn stop<'s>(
    callsite: &'static Callsite,
    steps: impl IntoIterator<Item = &'s Step>,
    has_registered: bool,
    policy: Policy<'_>,
) -> Result<(), Box<Error>> {
    let label = callsite.origin.facts.label;
    let stop = |handler: &str| {
        let failure = Failure::Returned(too_deep(label));
        policy.failed(label, handler, failure)
    };
    steps.into_iter().try_for_each(|step| stop(step.path()))?;
    if has_registered {
        let registered = callsite.label().registered();
        registered
            .iter()
            .try_for_each(|handler| stop(&handler.name))?;
    }
    Ok(())
}

pub(super) fn too_deep(label: &'static str) -> BoxError {
    let labels = LABELS.with(|labels| {
        let labels = labels.iter().map(Cell::get).chain([label]);
        labels.collect::<Vec<_>>()
    });
    // The innermost tell who fires whom.
    let chain = labels[labels.len() - 6..].join("` → `");
    format!(
        "it was not run, since its event is nested in {LIMIT} others, each fired by a handler of the \
         one before: … → `{chain}`. Do two of them fire each other?"
    )
    .into()
}
