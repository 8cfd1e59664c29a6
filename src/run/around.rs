//! What is around handlers that run apart from their origin.

use crate::scope::Scope;
use crate::scope::hold::NoHold;
use crate::scope::wrap::Surroundings;

/// The guards and the span of the origin, and no hold: what runs here is not part of
/// anybody's transaction.
#[derive(Clone)]
pub(super) struct Around {
    pub(super) scope: Scope,
    pub(super) span: tracing::Span,
}

impl Surroundings for Around {
    fn run<R>(&self, run: impl FnOnce() -> R) -> R {
        NoHold.run(|| self.scope.run(|| self.span.in_scope(run)))
    }
}
