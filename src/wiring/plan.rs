//! What is worked out once for each origin, and kept.

use std::sync::Arc;

use once_cell::race::OnceRef;

use crate::event::capture::{Offer, Offers};
use crate::event::origin::OriginEntry;
use crate::scope::deps::Need;
use crate::wiring::binding::{Mismatch, bind};
use crate::wiring::handler::{HandlerEntry, RuntimeHandler, Source};
use crate::wiring::registry::{Label, registry};

/// Which linked handlers run for one origin, and what each of them gets. Of a
/// generic origin, each instantiation has a plan of its own.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) offers: Offers<Vec<Offer>>,
    /// Whether any handler is bound to the argument at this position.
    wanted: Vec<bool>,
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
    pub(crate) binding: Result<Vec<Source>, Mismatch>,
    /// The sources that are not in the event, and may be missing.
    pub(crate) needs: Vec<Need>,
    /// Whether the handler takes the value of an `Ok`.
    pub(crate) needs_ok: bool,
}

impl Step {
    fn new(
        origin: &OriginEntry,
        offers: &Offers<&[Offer]>,
        handler: &'static HandlerEntry,
    ) -> Self {
        let binding = bind(origin, offers, handler);
        let needs = binding.iter().flatten().filter_map(|source| match source {
            Source::Dep(need) => Some(*need),
            _ => None,
        });
        Self {
            handler,
            needs: needs.collect(),
            needs_ok: (binding.iter().flatten()).any(|source| matches!(source, Source::Ok(_))),
            binding,
        }
    }
}

impl Plan {
    fn new(origin: &OriginEntry, label: &Label, offers: Offers<Vec<Offer>>) -> Self {
        let steps: Vec<_> = (label.handlers.iter())
            .map(|handler| Step::new(origin, &offers.borrowed(), handler))
            .collect();
        let wanted = |position| {
            let mut sources = steps.iter().flat_map(|step| step.binding.iter().flatten());
            sources.any(|source| match source {
                Source::Event => true,
                Source::Arg(arg, _) => *arg == position,
                Source::Whole(_) | Source::Ok(_) | Source::Dep(_) => false,
            })
        };
        let wanted = (0..origin.args.len()).map(wanted).collect();
        Self {
            early: label.early(),
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
    fn mismatches(&self) -> Option<String> {
        let mismatches = self
            .steps
            .iter()
            .filter_map(|step| step.binding.as_ref().err());
        let texts: Vec<_> = mismatches.map(ToString::to_string).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }
}

/// The plans of one origin. They are never freed: there is one for each
/// instantiation, and most origins have but one.
#[derive(Debug)]
struct Plans(OnceRef<'static, Plan>);

impl Plans {
    const fn new() -> Self {
        Self(OnceRef::new())
    }

    /// The first plan that is `like` it, or else a new one at the end.
    fn find_or_add(
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

/// Where one origin is in the code: what it is, and what is kept for it.
#[derive(Debug)]
pub struct Callsite {
    pub(crate) origin: &'static OriginEntry,
    label: OnceRef<'static, Label>,
    plans: Plans,
}

impl Callsite {
    pub const fn new(origin: &'static OriginEntry) -> Self {
        Self {
            origin,
            label: OnceRef::new(),
            plans: Plans::new(),
        }
    }

    fn label(&self) -> &'static Label {
        self.label.get().unwrap_or_else(|| {
            let label = registry().find_or_add(self.origin.facts.label);
            label.settle(self.origin);
            let _ = self.label.set(label);
            label
        })
    }

    /// Prepares for an event of an origin whose offers are the same each time.
    pub fn arm(&'static self) -> Armed {
        self.arm_by(|label| {
            let offers = self
                .origin
                .offers
                .expect("the offers are known without a call");
            (self.plans).find_or_add(|_| true, || Plan::new(self.origin, label, offers()))
        })
    }

    /// Prepares for an event of an origin that offers this, this time.
    pub fn arm_with<const N: usize>(
        &'static self,
        offers: impl FnOnce() -> Offers<[Offer; N]>,
    ) -> Armed {
        self.arm_by(|label| {
            let offers = offers();
            let offers = offers.borrowed();
            (self.plans).find_or_add(
                |plan| offers.is_like(&plan.offers),
                || Plan::new(self.origin, label, offers.to_owned()),
            )
        })
    }

    /// For an event of an origin that was idle when it was called.
    pub fn unarmed(&'static self) -> Armed {
        Armed {
            site: self,
            plan: None,
            runtime: None,
            keeps: true,
        }
    }

    fn arm_by(&'static self, plan: impl FnOnce(&'static Label) -> &'static Plan) -> Armed {
        let label = self.label();
        if self.origin.is_idle() {
            return self.unarmed();
        }
        let plan = plan(label);
        if cfg!(debug_assertions) {
            if let Some(mismatches) = plan.mismatches() {
                panic!("{mismatches}");
            }
        }
        Armed {
            site: self,
            plan: Some(plan),
            runtime: label.runtime(),
            keeps: true,
        }
    }
}

/// What one call of an origin is prepared for.
#[derive(Debug)]
pub struct Armed {
    pub(crate) site: &'static Callsite,
    pub(crate) plan: Option<&'static Plan>,
    pub(crate) runtime: Option<Arc<[Arc<RuntimeHandler>]>>,
    /// `false` if the return value turned out not to be `Send`.
    pub(crate) keeps: bool,
}

impl Armed {
    /// Says whether the return value is `Send`, where its type has no name that
    /// the offers could have told it by.
    #[must_use]
    pub fn keeping(self, keeps: bool) -> Self {
        Self { keeps, ..self }
    }

    /// Whether the argument at this position has to be kept for a handler.
    pub fn wants(&self, position: usize) -> bool {
        let Some(plan) = self.plan else { return false };
        self.runtime.is_some() || plan.wants(position)
    }
}
