//! Where one origin is in the code, and what is kept for it there.

use once_cell::race::OnceRef;

use crate::event::capture::{Offer, Offers, Why};
use crate::event::erased::Here;
use crate::event::origin::{Facts, Flow, Origin, OriginEntry};
use crate::event::owned::FiredEvent;
use crate::scope::{self, interest};
use crate::wiring::plan::{Plan, Plans};
use crate::wiring::registry::{Label, registry};

/// One `#[has_side_effects]`, or one `fire!`: what it is, as the linker collects
/// it, and what was worked out for it.
#[derive(Debug)]
pub struct Callsite {
    pub(crate) origin: OriginEntry,
    label: OnceRef<'static, Label>,
    plans: Plans,
}

#[linkme::distributed_slice]
pub static SIDE_EFFECTS_ORIGINS: [Callsite];

impl Callsite {
    pub const fn new(origin: OriginEntry) -> Self {
        Self {
            origin,
            label: OnceRef::new(),
            plans: Plans::new(),
        }
    }

    /// `true` while the label has no handlers: nothing to prepare.
    #[inline]
    pub fn is_idle(&self) -> bool {
        self.origin.is_idle()
    }

    /// Prepares for an event of an origin whose offers are the same each time.
    #[inline]
    pub fn prepare(&'static self) -> Prepared {
        self.prepared().unwrap_or_else(|| self.prepare_first())
    }

    /// The same, unless it is the first event.
    #[inline]
    pub(crate) fn prepared(&'static self) -> Option<Prepared> {
        self.plans.first().map(Prepared::by)
    }

    /// With debug assertions, finds a handler that does not fit before the body
    /// runs.
    #[inline(always)]
    pub fn look_ahead(&'static self) {
        if cfg!(debug_assertions) && !self.is_idle() {
            self.prepare();
        }
    }

    #[cold]
    fn prepare_first(&'static self) -> Prepared {
        self.prepare_by(|label| {
            let offers = self
                .origin
                .offers
                .expect("the offers are known without a call");
            (self.plans).find_or_add(|_| true, || Plan::new(&self.origin, label, offers()))
        })
    }

    /// Prepares for an event of an origin that offers this, this time.
    #[inline]
    pub fn prepare_with<const N: usize>(
        &'static self,
        offers: impl FnOnce() -> Offers<[Offer; N]>,
    ) -> Prepared {
        self.prepare_by(|label| {
            let offers = offers();
            let offers = offers.borrowed();
            (self.plans).find_or_add(
                |plan| offers.is_like(&plan.offers),
                || Plan::new(&self.origin, label, offers.to_owned()),
            )
        })
    }

    fn prepare_by(&'static self, plan: impl FnOnce(&'static Label) -> &'static Plan) -> Prepared {
        let label = self.label();
        // Guards collect the arguments of events that nobody handles, too.
        if self.is_idle() && !is_seen(label.name()) {
            return Prepared::IDLE;
        }
        Prepared::by(plan(label))
    }

    #[inline]
    pub(crate) fn label(&'static self) -> &'static Label {
        self.label.get().unwrap_or_else(|| {
            let label = registry().find_or_add(self.origin.facts.label);
            label.settle(&self.origin);
            let _ = self.label.set(label);
            label
        })
    }
}

/// What one call of an origin is prepared for.
#[derive(Debug, Clone, Copy)]
pub struct Prepared {
    /// `None` where the label had no handlers when the origin was called.
    pub(crate) plan: Option<&'static Plan>,
    /// Whether there were handlers that were registered at run time. Only then
    /// do any run: others would not find the arguments that the body consumes.
    pub(crate) has_registered: bool,
}

impl Prepared {
    #[inline]
    fn by(plan: &'static Plan) -> Self {
        if cfg!(debug_assertions) {
            if let Some(mismatches) = plan.mismatches() {
                panic!("{mismatches}");
            }
        }
        Self {
            plan: Some(plan),
            has_registered: plan.label.has_registered(),
        }
    }

    /// There is nothing to run.
    pub const IDLE: Self = Self {
        plan: None,
        has_registered: false,
    };

    /// Whether there are handlers to run.
    #[inline]
    pub fn is_active(self) -> bool {
        self.plan.is_some()
    }

    /// Whether the argument at this position has to be kept, for a handler or for
    /// a guard that collects it.
    #[inline]
    pub fn wants(self, position: usize) -> bool {
        match self.plan {
            None => false,
            Some(plan) => self.has_registered || plan.wants(position) || is_seen(plan.label.name()),
        }
    }

    /// The event, with copies of the values that `wants` asks for.
    #[cold]
    pub(crate) fn own(
        self,
        origin: Origin,
        values: Here<'_, '_>,
        wants: impl Fn(usize) -> bool,
    ) -> FiredEvent {
        FiredEvent::new(origin, self.plan.map(|plan| &plan.offers), values, wants)
    }
}

/// Whether a guard collects events with this label here.
fn is_seen(label: &str) -> bool {
    interest::any() && scope::is_seen(label)
}

/// An origin, or a `fire!`, as the linker collects it. Why its receiver is not seen,
/// if that is so, comes in a slice: a macro cannot write `None` for what is not there.
pub const fn callsite(
    facts: Facts,
    flow: Flow,
    args: &'static [&'static str],
    unseen_receiver: &[Why],
    offers: Option<fn() -> Offers<Vec<Offer>>>,
) -> Callsite {
    let unseen_receiver = unseen_receiver.first().copied();
    Callsite::new(OriginEntry::new(facts, flow, args, unseen_receiver, offers))
}
