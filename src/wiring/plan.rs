//! What is worked out once for each origin, and kept.

use once_cell::race::OnceRef;

use crate::error::BoxError;
use crate::event::capture::{Offer, Offers};
use crate::event::fired::Event;
use crate::event::origin::{Flow, OriginEntry};
use crate::wiring::binding::{Mismatch, bind};
use crate::wiring::handler::{HandlerEntry, Source};
use crate::wiring::registry::Label;

/// Which linked handlers run for one origin, and what each of them gets. Of a
/// generic origin, each instantiation has a plan of its own.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) offers: Offers<Vec<Offer>>,
    /// Whether any handler is bound to the argument at this position.
    wanted: Vec<bool>,
    /// Whether some values may only be seen on the thread of the call.
    pub(crate) has_home: bool,
    /// In the order they run.
    pub(crate) steps: Vec<Step>,
    /// How many steps come before the handlers that were registered at run time.
    pub(crate) early: usize,
    next: Plans,
}

/// One handler, and where its parameters get their values from.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) handler: &'static HandlerEntry,
    /// One for each parameter; none if the handler does not fit.
    pub(crate) sources: Vec<Source>,
    /// Whether the handler can run for every event of this plan. Where it
    /// cannot, `obstacle` is asked.
    pub(crate) is_ready: bool,
    mismatch: Option<Mismatch>,
}

/// Why a handler cannot run for an event.
pub(crate) enum Obstacle<'a> {
    Mismatch(&'a Mismatch),
    Missing(BoxError),
}

impl Step {
    fn new(
        origin: &OriginEntry,
        offers: &Offers<&[Offer]>,
        handler: &'static HandlerEntry,
    ) -> Self {
        let (sources, mismatch) = match bind(origin, offers, handler) {
            Ok(sources) => (sources, None),
            Err(mismatch) => (Vec::new(), Some(mismatch)),
        };
        let always_there = |source: &Source| match source {
            Source::Event => true,
            Source::Dep(_) => false,
            Source::Value(position, _) => *position != origin.ok(),
        };
        Self {
            handler,
            is_ready: mismatch.is_none() && sources.iter().all(always_there),
            sources,
            mismatch,
        }
    }

    /// Why the handler does not fit, if it does not.
    pub(crate) fn mismatch(&self) -> Option<&Mismatch> {
        self.mismatch.as_ref()
    }

    /// What is in the way of running the handler for this event, if anything:
    /// what no signature can promise may be missing.
    pub(crate) fn obstacle(&self, event: &Event<'_>) -> Result<(), Obstacle<'_>> {
        if let Some(mismatch) = &self.mismatch {
            return Err(Obstacle::Mismatch(mismatch));
        }
        for source in &self.sources {
            match source {
                Source::Dep(need) => {
                    (need.look)().map_err(|missing| Obstacle::Missing(missing.into()))?;
                }
                Source::Value(position, _)
                    if *position == event.origin().0.ok() && !event.values().has(*position) =>
                {
                    return Err(Obstacle::Missing(
                        "the event fired with an `Err`, and the handler takes the value of an \
                         `Ok`: take the whole, `return_value: &Result<_, _>`"
                            .into(),
                    ));
                }
                Source::Event | Source::Value(..) => {}
            }
        }
        Ok(())
    }
}

impl Plan {
    pub(super) fn new(origin: &OriginEntry, label: &Label, offers: Offers<Vec<Offer>>) -> Self {
        let steps: Vec<_> = (label.handlers.iter())
            .map(|handler| Step::new(origin, &offers.borrowed(), handler))
            .collect();
        let wanted = |position| {
            let mut sources = steps.iter().flat_map(|step| &step.sources);
            sources.any(|source| match source {
                Source::Event => true,
                Source::Value(value, _) => *value == position,
                Source::Dep(_) => false,
            })
        };
        let wanted = (0..origin.args.len()).map(wanted).collect();
        Self {
            early: label.early(),
            has_home: origin.flow == Flow::Sync && !offers.are_shared(),
            offers,
            wanted,
            steps,
            next: Plans::new(),
        }
    }

    pub(crate) fn wants(&self, position: usize) -> bool {
        self.wanted[position]
    }

    /// All that does not fit, in one text.
    pub(super) fn mismatches(&self) -> Option<String> {
        let mismatches = self.steps.iter().filter_map(|step| step.mismatch.as_ref());
        let texts: Vec<_> = mismatches.map(ToString::to_string).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }
}

/// The plans of one origin. They are never freed: there is one for each
/// instantiation, and most origins have but one.
#[derive(Debug)]
pub(super) struct Plans(OnceRef<'static, Plan>);

impl Plans {
    pub(super) const fn new() -> Self {
        Self(OnceRef::new())
    }

    /// The first plan that is `like` it, or else a new one at the end.
    pub(super) fn find_or_add(
        &self,
        like: impl Fn(&Plan) -> bool,
        new: impl FnOnce() -> Plan,
    ) -> &'static Plan {
        let mut plans = self;
        while let Some(plan) = plans.0.get() {
            if like(plan) {
                return plan;
            }
            plans = &plan.next;
        }
        let new: &'static Plan = Box::leak(Box::new(new()));
        // Another thread may have come first with a plan for other types; one
        // for the same types does no harm.
        while plans.0.set(new).is_err() {
            plans = &plans.0.get().expect("it is set").next;
        }
        new
    }
}
