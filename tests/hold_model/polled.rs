//! Runs a program as a future, which is polled by hand, and dropped half way through
//! where the program says so.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::thread;

use side_effects::hold;

use crate::facts::Fact;
use crate::opened::Opened;
use crate::program::{Body, Label, Program, Statement};
use crate::running::Running;
use crate::world::{MEANWHILE, call, call_async, wait};

pub(crate) fn run(program: &Program) -> Vec<Fact> {
    let running = Polled(Running::new());
    running.on_a_thread(&program.0);
    running.0.facts()
}

/// A program that is polled.
struct Polled(Running);

impl Polled {
    fn on_a_thread(&self, body: &Body) {
        let drive = || {
            let mut future = pin!(self.run(body));
            let mut context = Context::from_waker(Waker::noop());
            while future.as_mut().poll(&mut context).is_pending() {
                call(Label::Plain, self.0.with(MEANWHILE));
            }
        };
        let result = thread::scope(|threads| threads.spawn(drive).join());
        if result.is_err() {
            self.0.log.add(Fact::Panicked);
        }
    }

    async fn run(&self, body: &Body) {
        for statement in body {
            self.step(statement).await;
        }
    }

    fn step<'a>(&'a self, statement: &'a Statement) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
        Box::pin(async move {
            match statement {
                Statement::Fire(label, value) => call_async(*label, self.0.with(*value)).await,
                Statement::With(open, body) => {
                    let opened = self.0.open(open);
                    self.run(body).await;
                    self.ends(&opened).await;
                    drop(opened);
                }
                Statement::Overlap(a, first, b, second, third) => {
                    let a = self.0.open(a);
                    self.run(first).await;
                    let b = self.0.open(b);
                    self.run(second).await;
                    self.ends(&a).await;
                    drop(a);
                    self.run(third).await;
                    self.ends(&b).await;
                    drop(b);
                }
                Statement::Block(body, succeeds) => {
                    let block = async {
                        self.run(body).await;
                        succeeds.then_some(()).ok_or("the block fails")
                    };
                    let _ = hold(block).await;
                }
                Statement::InHold(which, body) => self.0.hold(*which).1.wrap(self.run(body)).await,
                Statement::End(which, end) => {
                    let (nth, hold) = self.0.hold(*which);
                    self.0.end_async(nth, &hold, *end).await;
                }
                Statement::InScope(which, body) => match self.0.scope(*which) {
                    Some(scope) => scope.wrap(self.run(body)).await,
                    None => self.run(body).await,
                },
                Statement::Spawn(body) => self.on_a_thread(body),
                Statement::Killed(body) => {
                    let _killed = self.0.kill();
                    self.run(body).await;
                }
                Statement::Catch(body) => self.catch(body).await,
                // Without the message on stderr.
                Statement::Panic => resume_unwind(Box::new("of the program")),
                Statement::Yield => wait().await,
                Statement::DropAfter(polls, body) => self.drop_after(*polls, body).await,
            }
        })
    }

    async fn ends(&self, opened: &Opened<'_>) {
        if let Some((nth, hold, ends)) = opened.hold() {
            for end in ends {
                self.0.end_async(nth, hold, *end).await;
            }
        }
    }

    async fn catch(&self, body: &Body) {
        let mut future = pin!(self.run(body));
        let caught = poll_fn(|context| {
            let poll = || future.as_mut().poll(context);
            match catch_unwind(AssertUnwindSafe(poll)) {
                Ok(poll) => poll.map(Ok),
                Err(payload) => Poll::Ready(Err(payload)),
            }
        });
        if caught.await.is_err() {
            self.0.log.add(Fact::Panicked);
        }
    }

    async fn drop_after(&self, mut polls: usize, body: &Body) {
        let mut future = Some(Box::pin(self.run(body)));
        let was_dropped = poll_fn(|context| {
            let Some(left) = polls.checked_sub(1) else {
                future = None;
                return Poll::Ready(true);
            };
            polls = left;
            match &mut future {
                Some(future) => future.as_mut().poll(context).map(|()| false),
                None => unreachable!("it is polled again after it was dropped"),
            }
        });
        if was_dropped.await {
            self.0.log.add(Fact::Dropped);
        }
    }
}
