//! In place of `durable`, where there are no durable handlers: the attribute asks for the
//! feature.

use std::task::{Context, Poll};

use crate::error::Error;
use crate::event::erased::Here;
use crate::event::fired::Event;
use crate::event::jobs::Jobs;
use crate::run::failure::Policy;
use crate::scope::Admission;
use crate::wiring::plan::Plan;

#[expect(clippy::unnecessary_wraps, reason = "the other one may fail")]
pub(super) fn store(
    _: &'static Plan,
    _: &Event<'_>,
    _: Here<'_, '_>,
    _: Policy<'_>,
) -> Result<Jobs, Box<Error>> {
    Ok(Jobs::default())
}

#[expect(clippy::unnecessary_wraps, reason = "the other one may fail")]
pub(super) fn hand_over(
    _: &'static str,
    _: Jobs,
    _: Option<&Admission>,
    _: Policy<'_>,
) -> Result<(), Box<Error>> {
    Ok(())
}

pub(super) fn write(_: &'static str, _: Jobs, _: Option<&Admission>) -> Option<Writing> {
    None
}

/// There is none.
pub(super) enum Writing {}

impl Writing {
    pub(super) fn poll(
        &mut self,
        _: &mut Context<'_>,
        _: Policy<'_>,
    ) -> Poll<Result<(), Box<Error>>> {
        match *self {}
    }

    pub(super) fn is_safe(&self) -> bool {
        match *self {}
    }

    pub(super) fn paths(&self) -> &[&'static str] {
        match *self {}
    }
}
