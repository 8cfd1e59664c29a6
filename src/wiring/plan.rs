//! What is worked out once for each origin, and kept.

use once_cell::race::OnceRef;

use crate::error::BoxError;
use crate::event::capture::{Offer, Offers, Project};
use crate::event::erased::{Here, SharedType, Values};
use crate::event::fired::Event;
use crate::event::origin::{Flow, Origin, OriginEntry};
use crate::wiring::binding::{Mismatch, bind};
use crate::wiring::handler::{HandlerEntry, Places, Run, RunSync, Source};
use crate::wiring::registry::Label;
use crate::wiring::room::Room;

/// Which linked handlers run for one origin, and what each of them gets. Of a
/// generic origin, each instantiation has a plan of its own.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) offers: Offers<Vec<Offer>>,
    /// The types of the values that any thread may look at.
    pub(crate) shared: Vec<SharedType>,
    /// Whether any handler is bound to the value at this position.
    wanted: Vec<bool>,
    pub(super) label: &'static Label,
    /// The same for most origins: those whose handlers are all sync, are bound, and
    /// see the values as they are, on any thread. Empty for others.
    pub(crate) plain_steps: Vec<PlainStep>,
    /// The same for origins of which a handler takes the event itself.
    pub(crate) plain_steps_with_event: Vec<PlainStep>,
    /// Whether any handler takes the value of an `Ok`.
    pub(crate) takes_ok: bool,
    /// Whether some values may only be seen on the thread of the call.
    has_home: bool,
    /// Whether any handler runs in the background.
    pub(crate) has_background: bool,
    pub(crate) has_durable: bool,
    /// What some handlers want of the values: what these dereference to.
    targets: Vec<TargetOf>,
    /// In the order they run.
    pub(crate) steps: Vec<Step>,
    /// How many steps come before the handlers that were registered at run time.
    pub(crate) early: usize,
    next: Plans,
}

/// What the value at this position dereferences to.
type TargetOf = (usize, Project);

/// One handler, and where its parameters get their values from.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) handler: &'static HandlerEntry,
    /// One for each parameter; none if the handler does not fit.
    pub(crate) sources: Vec<Source>,
    /// Where the values of the parameters are among those of a call and what they
    /// dereference to.
    pub(crate) places: Places,
    /// Whether the handler can run for every event of this plan, or for those
    /// with an `Ok`. Where it cannot, `obstacle` is asked.
    pub(crate) is_ready: bool,
    pub(crate) takes_ok: bool,
    /// The position behind the last step that has its `order`.
    end: usize,
    mismatch: Option<Mismatch>,
}

/// A step with nothing to look after.
#[derive(Debug)]
pub(crate) struct PlainStep {
    pub(crate) handler: &'static HandlerEntry,
    pub(crate) run: RunSync,
    pub(crate) places: Places,
}

impl PlainStep {
    fn of(step: &Step) -> Option<Self> {
        match step.handler.run {
            Run::Sync(run) if step.is_ready && step.handler.is_inline() => Some(Self {
                handler: step.handler,
                run,
                places: step.places.clone(),
            }),
            _ => None,
        }
    }
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
        let takes = |wanted: &dyn Fn(&Source) -> bool| sources.iter().any(wanted);
        Self {
            handler,
            is_ready: mismatch.is_none()
                && (handler.is_durable() || !takes(&|source| matches!(source, Source::Dep(_)))),
            takes_ok: takes(&|source| matches!(source, Source::Value(at, _) if *at == origin.ok())),
            places: Places::from_iter([]),
            end: 0,
            sources,
            mismatch,
        }
    }

    pub(crate) fn path(&self) -> &'static str {
        self.handler.facts.path
    }

    /// Whether the handler is bound to the value at this position, or sees all.
    pub(crate) fn takes(&self, position: usize) -> bool {
        self.sources.iter().any(|source| match source {
            Source::Event => true,
            Source::Value(at, _) => *at == position,
            Source::Dep(_) | Source::Delivery => false,
        })
    }

    /// Whether the handler takes the event itself.
    fn takes_event(&self) -> bool {
        (self.sources.iter()).any(|source| matches!(source, Source::Event))
    }

    /// Whether the origin waits for the handler.
    pub(crate) fn is_awaited(&self) -> bool {
        self.handler.is_awaited()
    }

    /// Why the handler does not fit, if it does not.
    pub(crate) fn mismatch(&self) -> Option<&Mismatch> {
        self.mismatch.as_ref()
    }

    /// Says where the value of each parameter is: at its position, or, where it is
    /// what that dereferences to, behind all of them, among the targets.
    fn find_values(&mut self, origin: &OriginEntry, targets: &mut Vec<TargetOf>) {
        let place = |source: &Source| match source {
            Source::Event | Source::Dep(_) | Source::Delivery => Places::NONE,
            Source::Value(position, view) => match view.project {
                None => *position,
                Some(project) => {
                    let target = (*position, project);
                    let is_target = |other: &TargetOf| {
                        other.0 == target.0 && std::ptr::fn_addr_eq(other.1, target.1)
                    };
                    let known = targets.iter().position(is_target);
                    let nth = known.unwrap_or_else(|| {
                        targets.push(target);
                        targets.len() - 1
                    });
                    origin.ok() + 1 + nth
                }
            },
        };
        self.places = self.sources.iter().map(place).collect();
    }

    /// What is in the way of running the handler for this event, if anything:
    /// what no signature can promise may be missing.
    #[cold]
    pub(crate) fn obstacle(&self, has_ok: bool) -> Result<(), Obstacle<'_>> {
        if let Some(mismatch) = &self.mismatch {
            return Err(Obstacle::Mismatch(mismatch));
        }
        for source in &self.sources {
            if let (Source::Dep(need), false) = (source, self.handler.is_durable()) {
                (need.look)().map_err(|missing| Obstacle::Missing(missing.into()))?;
            }
        }
        if self.takes_ok && !has_ok {
            return Err(Obstacle::Missing(
                "the event fired with an `Err`, and the handler takes the value of an `Ok`: take \
                 the whole, `return_value: &Result<_, _>`"
                    .into(),
            ));
        }
        Ok(())
    }
}

impl Plan {
    pub(super) fn new(
        origin: &OriginEntry,
        label: &'static Label,
        offers: Offers<Vec<Offer>>,
    ) -> Self {
        let mut steps: Vec<_> = (label.handlers.iter())
            .map(|handler| Step::new(origin, &offers.borrowed(), handler))
            .collect();
        // Of each order those that are awaited last: the others are done by then.
        steps.sort_by_key(|step| (step.handler.order, step.is_awaited()));
        for position in 0..steps.len() {
            let order = steps[position].handler.order;
            steps[position].end = steps.partition_point(|step| step.handler.order <= order);
        }
        let wanted = |position| steps.iter().any(|step| step.takes(position));
        let wanted = (0..=origin.ok()).map(wanted).collect();
        let has_home = origin.flow == Flow::Sync && !offers.are_shared();
        let mut targets = Vec::new();
        for step in &mut steps {
            step.find_values(origin, &mut targets);
        }
        let plain_steps: Option<Vec<_>> = steps.iter().map(PlainStep::of).collect();
        let plain_steps = plain_steps.filter(|_| targets.is_empty() && !has_home);
        let (with_event, without) = match plain_steps {
            Some(all) if steps.iter().any(Step::takes_event) => (all, Vec::new()),
            without => (Vec::new(), without.unwrap_or_default()),
        };
        Self {
            label,
            early: label.early(),
            plain_steps: without,
            plain_steps_with_event: with_event,
            takes_ok: steps.iter().any(|step| step.takes_ok),
            has_background: steps.iter().any(|step| step.handler.is_background()),
            has_durable: steps.iter().any(|step| step.handler.is_durable()),
            targets,
            has_home,
            shared: offers.shared(),
            offers,
            wanted,
            steps,
            next: Plans::new(),
        }
    }

    /// The paths of all handlers.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &'static str> {
        self.steps.iter().map(Step::path)
    }

    /// The steps from this one on that have its `order`.
    ///
    /// # Panics
    ///
    /// If there is no such step.
    pub(crate) fn same_order(&self, start: usize) -> &[Step] {
        &self.steps[start..self.steps[start].end]
    }

    pub(crate) fn wants(&self, position: usize) -> bool {
        self.wanted[position]
    }

    /// Whether any handler is bound to the value at this position that may run after the
    /// call, and sees more than what was stored of it.
    #[cold]
    pub(crate) fn keeps(&self, position: usize) -> bool {
        let mut steps = self.steps.iter();
        steps.any(|step| !step.handler.is_durable() && step.takes(position))
    }

    /// The event of a call with these values.
    pub(crate) fn event<'a>(&'static self, origin: Origin, values: Here<'a, 'a>) -> Event<'a> {
        let shown = if self.has_home {
            Values::at_home(values)
        } else {
            Values::shared(values)
        };
        Event::new(origin, &self.offers, shown)
    }

    /// The values and, behind them, what some of them dereference to.
    #[inline]
    pub(crate) fn with_targets<'v, 'a>(
        &self,
        here: Here<'v, 'a>,
        room: &'v mut Room<'a>,
    ) -> Here<'v, 'a> {
        if self.targets.is_empty() {
            return here;
        }
        let room = room.make(here.len() + self.targets.len());
        let (values, targets) = room.split_at_mut(here.len());
        values.copy_from_slice(here);
        for (target, (position, project)) in targets.iter_mut().zip(&self.targets) {
            if let Some(value) = here.get(*position).and_then(project) {
                *target = value;
            }
        }
        room
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

    /// The first plan of all.
    #[inline]
    pub(super) fn first(&self) -> Option<&'static Plan> {
        self.0.get()
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
