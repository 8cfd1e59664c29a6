//! What a program opens, and closes again.

use side_effects::{
    DisabledSideEffects, Event, Events, FiredEvent, HeldSideEffects, Hold, RecordedSideEffects,
    disable_side_effects, hold_side_effects, record_side_effects,
};

use crate::facts::{self, Fact, Log};
use crate::program::{End, Guard, Label, Limit, On, Open};
use crate::running::{Running, failures};
use crate::world::{Call, ON_FAILS, ProvidedBy, call};

/// It is closed when this is dropped.
pub(crate) enum Opened<'a> {
    Guard {
        nth: usize,
        guard: AnyGuard,
        log: &'a Log,
    },
    Hold {
        nth: usize,
        guard: HeldSideEffects,
        ends: &'a [End],
    },
    Deferred(Label, Call),
}

pub(crate) enum AnyGuard {
    Disabled(DisabledSideEffects),
    Recorded(RecordedSideEffects),
}

impl Running {
    pub(crate) fn open<'a>(&'a self, open: &'a Open) -> Opened<'a> {
        match open {
            Open::Guard(guard) => self.open_guard(guard),
            Open::Hold(ends) => {
                let guard = hold_side_effects();
                let mut holds = self.holds.lock().unwrap();
                holds.push(guard.clone());
                Opened::Hold {
                    nth: holds.len() - 1,
                    guard,
                    ends,
                }
            }
            Open::Deferred(label, value) => Opened::Deferred(*label, self.with(*value)),
        }
    }

    fn open_guard(&self, spec: &Guard) -> Opened<'_> {
        let mut guards = self.guards.lock().unwrap();
        let nth = guards.len();
        macro_rules! configure {
            ($guard:expr) => {{
                let guard = $guard.provide(ProvidedBy(Some(nth)));
                let guard = match &spec.limit {
                    Limit::None => guard,
                    Limit::Only(labels) => guard.only(names(labels)),
                    Limit::Except(labels) => guard.except(names(labels)),
                };
                let guard = match spec.on {
                    None => guard,
                    Some((label, on)) => guard.on(label.name(), handler(nth, on)),
                };
                guards.push((guard.scope(), guard.clone()));
                guard
            }};
        }
        let guard = if spec.suppresses {
            AnyGuard::Disabled(configure!(disable_side_effects()))
        } else {
            AnyGuard::Recorded(configure!(record_side_effects()))
        };
        let log = &self.log;
        Opened::Guard { nth, guard, log }
    }
}

fn names(labels: &[Label]) -> impl Iterator<Item = &'static str> {
    labels.iter().map(|label| label.name())
}

/// The handler of a guard.
fn handler(
    guard: usize,
    on: On,
) -> impl Fn(&Event<'_>) -> Result<(), &'static str> + Send + Sync + 'static {
    move |event| {
        let argument = event.arg::<Call>("call").expect("each origin has one");
        argument.log.add(Fact::On {
            guard,
            label: event.label(),
            value: argument.value,
        });
        match on {
            On::Fires if event.label() != Label::Quiet.name() => {
                call(Label::Quiet, argument.clone());
                Ok(())
            }
            On::Returns | On::Fires => Ok(()),
            On::Fails => Err(ON_FAILS),
        }
    }
}

pub(crate) fn collected(events: &Events) -> Vec<facts::Event> {
    let value = |event: &FiredEvent| {
        let argument = event.arg::<Call>("call").expect("it is copied");
        (event.label(), argument.value)
    };
    events.iter().map(|event| value(&event)).collect()
}

impl Opened<'_> {
    /// If it is a hold: which one, and what is to be called on it before it is closed.
    pub(crate) fn hold(&self) -> Option<(usize, &Hold, &[End])> {
        match self {
            Self::Hold { nth, guard, ends } => Some((*nth, guard, ends)),
            Self::Guard { .. } | Self::Deferred(..) => None,
        }
    }
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        match self {
            Self::Guard { nth, guard, log } => {
                // To look at the failures keeps it from panicking.
                let (events, failed) = match guard {
                    AnyGuard::Disabled(guard) => (&**guard, guard.failures()),
                    AnyGuard::Recorded(guard) => (&**guard, guard.failures()),
                };
                log.add(Fact::Guard {
                    guard: *nth,
                    collected: collected(events),
                    failures: failures(&failed),
                });
            }
            Self::Hold { .. } => {}
            Self::Deferred(label, argument) => call(*label, argument.clone()),
        }
    }
}
