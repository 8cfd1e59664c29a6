//! Runs a program on threads, where nothing waits.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;

use side_effects::{Hold, hold_blocking};

use crate::facts::Fact;
use crate::opened::Opened;
use crate::program::{Body, End, Program, Statement};
use crate::running::Running;
use crate::world::{call, call_async};

pub(crate) fn run(program: &Program) -> Vec<Fact> {
    let running = Blocking(Running::new());
    running.on_a_thread(&program.0);
    running.0.facts()
}

/// A program that runs on threads.
struct Blocking(Running);

impl Blocking {
    fn on_a_thread(&self, body: &Body) {
        let result = thread::scope(|threads| threads.spawn(|| self.run(body)).join());
        if result.is_err() {
            self.0.log.add(Fact::Panicked);
        }
    }

    fn run(&self, body: &Body) {
        body.iter().for_each(|statement| self.step(statement));
    }

    fn step(&self, statement: &Statement) {
        match statement {
            Statement::Fire(label, value) if label.is_async() => {
                block_on(call_async(*label, self.0.with(*value)));
            }
            Statement::Fire(label, value) => call(*label, self.0.with(*value)),
            Statement::With(open, body) => {
                let opened = self.0.open(open);
                self.run(body);
                self.ends(&opened);
                drop(opened);
            }
            Statement::Overlap(a, first, b, second, third) => {
                let a = self.0.open(a);
                self.run(first);
                let b = self.0.open(b);
                self.run(second);
                self.ends(&a);
                drop(a);
                self.run(third);
                self.ends(&b);
                drop(b);
            }
            Statement::Block(body, succeeds) => {
                let _ = hold_blocking(|| {
                    self.run(body);
                    succeeds.then_some(()).ok_or("the block fails")
                });
            }
            Statement::InHold(which, body) => self.0.hold(*which).1.run(|| self.run(body)),
            Statement::End(which, end) => {
                let (nth, hold) = self.0.hold(*which);
                self.end_blocking(nth, &hold, *end);
            }
            Statement::InScope(which, body) => match self.0.scope(*which) {
                Some(scope) => scope.run(|| self.run(body)),
                None => self.run(body),
            },
            Statement::Spawn(body) => self.on_a_thread(body),
            Statement::Killed(body) => {
                let _killed = self.0.kill();
                self.run(body);
            }
            Statement::Catch(body) => {
                if catch_unwind(AssertUnwindSafe(|| self.run(body))).is_err() {
                    self.0.log.add(Fact::Panicked);
                }
            }
            // Without the message on stderr.
            Statement::Panic => resume_unwind(Box::new("of the program")),
            Statement::Yield => {}
            Statement::DropAfter(_, body) => self.run(body),
        }
    }

    fn ends(&self, opened: &Opened<'_>) {
        if let Some((nth, hold, ends)) = opened.hold() {
            for end in ends {
                self.end_blocking(nth, hold, *end);
            }
        }
    }

    fn end_blocking(&self, nth: usize, hold: &Hold, end: End) {
        block_on(self.0.end_async(nth, hold, end));
    }
}

fn block_on(future: impl Future<Output = ()>) {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    while future.as_mut().poll(&mut context).is_pending() {}
}
