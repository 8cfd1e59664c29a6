//! In place of `offload`, where there is no runtime to start background handlers in,
//! and so none of them: the attribute asks for the feature.

use std::marker::PhantomData;

use crate::event::erased::Here;
use crate::event::owned::FiredEvent;
use crate::run::failure::Failure;
use crate::scope::Admission;
use crate::wiring::callsite::Callsite;
use crate::wiring::plan::{Plan, Step};

pub(super) struct Offload<'e>(PhantomData<&'e ()>);

impl<'e> Offload<'e> {
    pub(super) fn new(
        _: &'static Callsite,
        _: &'static Plan,
        _: Here<'e, 'e>,
        _: Option<&Admission>,
    ) -> Self {
        Self(PhantomData)
    }

    pub(super) fn of_held(self, _: &FiredEvent) -> Self {
        self
    }

    #[expect(clippy::unused_self, reason = "the other one has a use for it")]
    pub(super) fn start(&self, _: &'static Step) -> Result<(), Failure> {
        unreachable!("without the feature `tokio`, no handler is in the background")
    }
}
