//! In place of `metrics`, without the feature: nothing is counted.

use std::task::Poll;

use crate::event::fate::{Ending, Fate, Name};
use crate::event::origin::Origin;

#[inline(always)]
pub(crate) fn is_recording() -> bool {
    false
}

#[inline(always)]
pub(crate) fn event(_: Origin, _: Fate) {}

#[inline(always)]
pub(crate) fn handler(_: Name<'_>, _: Name<'_>, _: Ending) {}

#[cfg(feature = "tokio")]
#[inline(always)]
pub(crate) fn background_pending(_: impl Fn() -> usize) {}

#[inline(always)]
pub(crate) fn run<E>(
    _: &'static str,
    _: Name<'_>,
    run: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    run()
}

#[derive(Clone, Copy)]
pub(crate) struct Timer;

impl Timer {
    #[inline(always)]
    pub(crate) fn start() -> Self {
        Self
    }

    #[inline(always)]
    pub(crate) fn poll<E>(
        self,
        _: &'static str,
        _: Name<'_>,
        poll: impl FnOnce() -> Poll<Result<(), E>>,
    ) -> Poll<Result<(), E>> {
        poll()
    }
}

#[cfg(feature = "durable")]
pub(crate) struct JobRun;

#[cfg(feature = "durable")]
impl JobRun {
    #[inline(always)]
    pub(crate) fn new(_: &str, _: &'static str, _: Ending) -> Self {
        Self
    }

    #[inline(always)]
    pub(crate) fn start(&mut self) {}

    #[inline(always)]
    pub(crate) fn has_not_started(&mut self) {}

    #[inline(always)]
    pub(crate) fn end(self, _: Ending) {}
}
