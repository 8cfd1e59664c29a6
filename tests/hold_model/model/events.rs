//! What becomes of an event: it waits, or it is shown to the guards, and its handlers
//! run.

use std::mem::take;

use super::thread::What;
use super::{Done, Fired, GuardState, Model, Stop};
use crate::facts::{Fact, Failure};
use crate::program::{Label, Limit, On};
use crate::world::ON_FAILS;

/// What came of a release.
#[derive(Default)]
pub(super) struct Released {
    pub(super) len: usize,
    pub(super) failures: Vec<Failure>,
}

impl Model {
    /// Calls an origin.
    pub(super) fn call(&mut self, label: Label, value: u32) -> Done {
        if label.is_async() {
            self.wait()?;
        }
        let failures = self.fire(label, value)?;
        if label == Label::Aborts {
            self.facts.push(Fact::Returned(failures.is_empty()));
        }
        Ok(())
    }

    /// What its handlers fail with, if they run now.
    fn fire(&mut self, label: Label, value: u32) -> Result<Vec<Failure>, Stop> {
        let mut seen_by = self.guards_here();
        seen_by.retain(|guard| self.guards[*guard].sees(label));
        let suppresses = |guard: &usize| self.guards[*guard].guard.suppresses;
        let event = Fired {
            label,
            value,
            is_admitted: !self.is_killed && !seen_by.iter().any(suppresses),
            seen_by,
            scope: self.scope(),
        };
        match self.innermost_hold() {
            Some(hold) => {
                self.holds[hold].push_back(event);
                Ok(Vec::new())
            }
            None => self.run_event(&event, true),
        }
    }

    fn run_event(&mut self, event: &Fired, can_wait: bool) -> Result<Vec<Failure>, Stop> {
        self.show(event);
        if event.is_admitted {
            self.run_handlers(event.label, event.value, can_wait)
        } else {
            Ok(Vec::new())
        }
    }

    fn show(&mut self, event: &Fired) {
        let (label, value) = (event.label, event.value);
        for guard in &event.seen_by {
            self.guards[*guard].collected.push((label.name(), value));
        }
        for &guard in &event.seen_by {
            // The handlers of a guard end with it.
            let state = &self.guards[guard];
            let on = state.guard.on.filter(|_| state.is_there);
            let Some((_, on)) = on.filter(|(of, _)| *of == label) else {
                continue;
            };
            self.facts.push(Fact::On {
                guard,
                label: label.name(),
                value,
            });
            match on {
                On::Fires if label != Label::Quiet => {
                    let _ = self.call(Label::Quiet, value);
                }
                On::Returns | On::Fires => {}
                On::Fails => {
                    let failure = (label.name(), ON_FAILS.into());
                    self.guards[guard].failures.push(failure);
                }
            }
        }
    }

    /// Inside another hold, the events move there. Else they run, in the guards that were
    /// there when they fired; those that are gone by now collect nothing.
    pub(super) fn release(&mut self, hold: usize, can_wait: bool) -> Result<Released, Stop> {
        let mut released = Released::default();
        if let Some(outer) = self.outer_hold(hold) {
            let events = take(&mut self.holds[hold]);
            released.len = events.len();
            self.holds[outer].extend(events);
            return Ok(released);
        }
        while let Some(mut event) = self.holds[hold].pop_front() {
            event.seen_by.retain(|guard| self.guards[*guard].is_there);
            let failures = self.within(What::Release(hold), |model| {
                model.within_all(&event.scope, |model| model.run_event(&event, can_wait))
            });
            released.len += 1;
            released.failures.extend(failures?);
        }
        Ok(released)
    }
}

impl GuardState {
    pub(super) fn sees(&self, label: Label) -> bool {
        match &self.guard.limit {
            Limit::None => true,
            Limit::Only(labels) => labels.contains(&label),
            Limit::Except(labels) => !labels.contains(&label),
        }
    }
}
