//! What a thread is in, and what becomes of that while a future waits.

use std::mem::take;

use super::{Done, Model, Stop};
use crate::facts::Fact;
use crate::program::{Body, Label};
use crate::world::MEANWHILE;

#[derive(Default)]
pub(super) struct Thread {
    /// The innermost last.
    places: Vec<Place>,
    next_id: usize,
    /// For each future that is dropped after some polls: how many it has left. The
    /// outermost first.
    polls: Vec<usize>,
}

struct Place {
    id: usize,
    what: What,
    /// Whether it is there only while a future is polled.
    is_wrapped: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum What {
    Guard(usize),
    Hold(usize),
    /// A release of this hold is under way.
    Release(usize),
}

impl Model {
    pub(super) fn enter(&mut self, what: What, is_wrapped: bool) -> usize {
        let id = self.here.next_id;
        self.here.next_id += 1;
        let place = Place {
            id,
            what,
            is_wrapped,
        };
        self.here.places.push(place);
        id
    }

    pub(super) fn leave(&mut self, id: usize) {
        self.here.places.retain(|place| place.id != id);
    }

    pub(super) fn within<R>(&mut self, what: What, run: impl FnOnce(&mut Self) -> R) -> R {
        let place = self.enter(what, self.is_async);
        let result = run(self);
        self.leave(place);
        result
    }

    pub(super) fn within_all<R>(&mut self, scope: &[usize], run: impl FnOnce(&mut Self) -> R) -> R {
        let enter = |guard: &usize| self.enter(What::Guard(*guard), self.is_async);
        let places: Vec<_> = scope.iter().map(enter).collect();
        let result = run(self);
        places.into_iter().for_each(|place| self.leave(place));
        result
    }

    /// The guards around, the innermost last. One may be there more than once.
    pub(super) fn scope(&self) -> Vec<usize> {
        let places = self.here.places.iter();
        let guards = places.filter_map(|place| match place.what {
            What::Guard(guard) => Some(guard),
            _ => None,
        });
        guards.collect()
    }

    /// Each of them once.
    pub(super) fn guards_here(&self) -> Vec<usize> {
        let mut guards = Vec::new();
        for guard in self.scope() {
            if !guards.contains(&guard) {
                guards.push(guard);
            }
        }
        guards
    }

    /// The hold that an event which fires here waits in.
    pub(super) fn innermost_hold(&self) -> Option<usize> {
        self.innermost_of(&self.here.places)
    }

    /// The hold that this one is nested in.
    pub(super) fn outer_hold(&self, hold: usize) -> Option<usize> {
        let is_it = |place: &Place| place.what == What::Hold(hold);
        let places = &self.here.places;
        let first = places.iter().position(is_it).unwrap_or(places.len());
        self.innermost_of(&places[..first])
    }

    /// What the handlers of a release fire is not held by its hold.
    fn innermost_of(&self, places: &[Place]) -> Option<usize> {
        let is_released = |hold| {
            let mut all = self.here.places.iter();
            all.any(|place| place.what == What::Release(hold))
        };
        places.iter().rev().find_map(|place| match place.what {
            What::Hold(hold) if !is_released(hold) => Some(hold),
            _ => None,
        })
    }

    /// A future waits. Meanwhile its thread fires an event, which meets only what is on
    /// the thread itself: guards that the future has made, but not what the future is
    /// wrapped in. That comes back, innermost, when the future is polled again.
    pub(super) fn wait(&mut self) -> Done {
        if !self.is_async {
            return Ok(());
        }
        let places = take(&mut self.here.places).into_iter();
        let (wrapped, of_thread): (Vec<_>, _) = places.partition(|place| place.is_wrapped);
        self.here.places = of_thread;
        self.call(Label::Plain, MEANWHILE)?;
        self.here.places.extend(wrapped);
        for (nth, left) in self.here.polls.iter_mut().enumerate() {
            *left = left.checked_sub(1).ok_or(Stop::Drop(nth))?;
        }
        Ok(())
    }

    pub(super) fn drop_after(&mut self, polls: usize, body: &Body) -> Done {
        if !self.is_async {
            return self.run(body);
        }
        let nth = self.here.polls.len();
        let left = polls.checked_sub(1).ok_or(Stop::Drop(nth));
        let done = left.and_then(|left| {
            self.here.polls.push(left);
            let done = self.run(body);
            self.here.polls.pop();
            done
        });
        match done {
            Err(Stop::Drop(dropped)) if dropped == nth => {
                self.facts.push(Fact::Dropped);
                Ok(())
            }
            done => done,
        }
    }
}
