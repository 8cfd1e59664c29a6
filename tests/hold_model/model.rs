//! What a program ought to do, in plain lists: a hold is a queue of events, a guard a
//! list of what it has collected, and a thread a list of the guards and holds it is in.

mod events;
mod handlers;
mod thread;

use std::collections::VecDeque;
use std::mem::{replace, take};

use crate::facts::{Event, Fact, Failure};
use crate::program::{Body, End, Guard, HANDLES, Label, Open, Program, Statement};
use thread::{Thread, What};

/// What a program is to show.
pub(crate) fn expected(program: &Program, is_async: bool) -> Vec<Fact> {
    let mut model = Model {
        is_async,
        ..Model::default()
    };
    model.named = (0..HANDLES).map(|_| model.new_hold()).collect();
    model.run_to_the_end(&program.0);
    let collected = model.guards.iter().map(|guard| guard.collected.clone());
    let waiting = model.named.iter().map(|hold| model.waiting(*hold));
    model.facts.push(Fact::AtTheEnd {
        collected: collected.collect(),
        waiting: waiting.collect(),
    });
    model.facts
}

#[derive(Default)]
struct Model {
    is_async: bool,
    facts: Vec<Fact>,
    /// All that there ever were.
    guards: Vec<GuardState>,
    /// All that there ever were.
    holds: Vec<VecDeque<Fired>>,
    /// Those that a program can name: handles, and those of guards.
    named: Vec<usize>,
    is_killed: bool,
    here: Thread,
}

struct GuardState {
    guard: Guard,
    is_there: bool,
    /// The guards around it, and itself.
    scope: Vec<usize>,
    collected: Vec<Event>,
    failures: Vec<Failure>,
}

/// An event, with what was decided when it fired.
struct Fired {
    label: Label,
    value: u32,
    is_admitted: bool,
    seen_by: Vec<usize>,
    scope: Vec<usize>,
}

/// Why the rest of a body does not run.
enum Stop {
    Panic,
    /// The future that is at this place in [`Thread::polls`] is dropped.
    Drop(usize),
}

type Done = Result<(), Stop>;

/// What is to be closed.
#[derive(Clone, Copy)]
enum Opened<'a> {
    Guard {
        nth: usize,
        place: usize,
    },
    /// One that can be named.
    Hold {
        nth: usize,
        place: usize,
        ends: &'a [End],
    },
    Deferred(Label, u32),
}

impl Model {
    fn run_to_the_end(&mut self, body: &Body) {
        if self.run(body).is_err() {
            self.facts.push(Fact::Panicked);
        }
    }

    fn run(&mut self, body: &Body) -> Done {
        body.iter().try_for_each(|statement| self.step(statement))
    }

    fn step(&mut self, statement: &Statement) -> Done {
        match statement {
            Statement::Fire(label, value) => self.call(*label, *value),
            Statement::With(open, body) => {
                let opened = self.open(open);
                let done = self.run(body).and_then(|()| self.ends(opened));
                self.close(opened);
                done
            }
            Statement::Overlap(a, first, b, second, third) => {
                self.overlap((a, b), first, second, third)
            }
            Statement::Block(body, succeeds) => {
                self.block(self.is_async, *succeeds, |model| model.run(body))
            }
            Statement::InHold(which, body) => {
                let hold = self.named[which % self.named.len()];
                self.within(What::Hold(hold), |model| model.run(body))
            }
            Statement::End(which, end) => self.end(which % self.named.len(), *end),
            Statement::InScope(which, body) => {
                let guard = which.checked_rem(self.guards.len());
                let scope = guard.map(|guard| self.guards[guard].scope.clone());
                self.within_all(&scope.unwrap_or_default(), |model| model.run(body))
            }
            Statement::Spawn(body) => {
                self.elsewhere(|model| model.run_to_the_end(body));
                Ok(())
            }
            Statement::Killed(body) => {
                let before = replace(&mut self.is_killed, true);
                let done = self.run(body);
                self.is_killed = before;
                done
            }
            Statement::Catch(body) => match self.run(body) {
                Err(Stop::Panic) => {
                    self.facts.push(Fact::Panicked);
                    Ok(())
                }
                done => done,
            },
            Statement::Panic => Err(Stop::Panic),
            Statement::Yield => self.wait(),
            Statement::DropAfter(polls, body) => self.drop_after(*polls, body),
        }
    }

    fn overlap(
        &mut self,
        (a, b): (&Open, &Open),
        first: &Body,
        second: &Body,
        third: &Body,
    ) -> Done {
        let opened_a = self.open(a);
        let mut is_a_open = true;
        let done = self.run(first).and_then(|()| {
            let opened_b = self.open(b);
            let mut rest = || {
                self.run(second)?;
                self.ends(opened_a)?;
                self.close(opened_a);
                is_a_open = false;
                self.run(third)?;
                self.ends(opened_b)
            };
            let done = rest();
            self.close(opened_b);
            done
        });
        if is_a_open {
            self.close(opened_a);
        }
        done
    }

    fn open<'a>(&mut self, open: &'a Open) -> Opened<'a> {
        match open {
            Open::Guard(guard) => {
                let nth = self.guards.len();
                let place = self.enter(What::Guard(nth), false);
                self.guards.push(GuardState {
                    guard: guard.clone(),
                    is_there: true,
                    scope: self.scope(),
                    collected: Vec::new(),
                    failures: Vec::new(),
                });
                Opened::Guard { nth, place }
            }
            Open::Hold(ends) => {
                let hold = self.new_hold();
                self.named.push(hold);
                Opened::Hold {
                    nth: self.named.len() - 1,
                    place: self.enter(What::Hold(hold), false),
                    ends,
                }
            }
            Open::Deferred(label, value) => Opened::Deferred(*label, *value),
        }
    }

    fn ends(&mut self, opened: Opened<'_>) -> Done {
        match opened {
            Opened::Hold { nth, ends, .. } => ends.iter().try_for_each(|end| self.end(nth, *end)),
            Opened::Guard { .. } | Opened::Deferred(..) => Ok(()),
        }
    }

    fn end(&mut self, nth: usize, end: End) -> Done {
        let hold = self.named[nth];
        let waiting = self.waiting(hold);
        let released = match end {
            End::Discard => {
                self.holds[hold].clear();
                self.facts.push(Fact::Discarded { hold: nth, waiting });
                return Ok(());
            }
            End::Release => self.release(hold, false)?,
            End::ReleaseAsync => self.release(hold, true)?,
            End::ReleaseElsewhere => self.elsewhere(|model| model.release(hold, false))?,
        };
        self.facts.push(Fact::Released {
            hold: nth,
            waiting,
            len: released.len,
            failures: released.failures,
        });
        Ok(())
    }

    fn close(&mut self, opened: Opened<'_>) {
        match opened {
            Opened::Guard { nth, place } => {
                self.leave(place);
                let guard = &mut self.guards[nth];
                guard.is_there = false;
                self.facts.push(Fact::Guard {
                    guard: nth,
                    collected: guard.collected.clone(),
                    failures: guard.failures.clone(),
                });
            }
            Opened::Hold { nth, place, .. } => {
                self.leave(place);
                self.holds[self.named[nth]].clear();
            }
            Opened::Deferred(label, value) => {
                let _ = self.call(label, value);
            }
        }
    }

    fn new_hold(&mut self) -> usize {
        self.holds.push(VecDeque::new());
        self.holds.len() - 1
    }

    fn block(
        &mut self,
        can_wait: bool,
        succeeds: bool,
        run: impl FnOnce(&mut Self) -> Done,
    ) -> Done {
        let hold = self.new_hold();
        let done = self.within(What::Hold(hold), run);
        if done.is_ok() && succeeds {
            let released = self.release(hold, can_wait);
            if let Err(Stop::Drop(_)) = released {
                // What was not reached is not lost: it is released without waiting.
                self.release(hold, false)?;
            }
            released?;
        }
        done
    }

    fn waiting(&self, hold: usize) -> Vec<&'static str> {
        let events = self.holds[hold].iter();
        events.map(|event| event.label.name()).collect()
    }

    fn elsewhere<R>(&mut self, run: impl FnOnce(&mut Self) -> R) -> R {
        let here = take(&mut self.here);
        let result = run(self);
        self.here = here;
        result
    }
}
