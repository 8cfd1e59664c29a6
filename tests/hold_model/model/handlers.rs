//! What the handlers in `world.rs` do.

use super::{Model, Stop};
use crate::facts::{Fact, Failure};
use crate::program::Label;
use crate::world::{CANNOT_WAIT, FAILS, PANICKED};

impl Model {
    /// Runs the handlers of an event; says with what they fail.
    pub(super) fn run_handlers(
        &mut self,
        label: Label,
        value: u32,
        can_wait: bool,
    ) -> Result<Vec<Failure>, Stop> {
        let mut failures = Vec::new();
        // What a handler is provided with is looked up before it runs.
        let dep = self.scope().last().copied();
        match label {
            Label::Quiet => {}
            Label::Plain => self.ran("plain", value, dep),
            Label::Chain => {
                self.ran("chain: before", value, dep);
                self.call(Label::Plain, value)?;
                self.ran("chain: after", value, dep);
            }
            Label::Holds => {
                self.block(false, true, |model| {
                    model.call(Label::Plain, value)?;
                    model.ran("holds: in the block", value, dep);
                    Ok(())
                })?;
                self.ran("holds: after", value, dep);
            }
            Label::Fails => {
                self.ran("fails: first", value, dep);
                self.failed(label, FAILS, &mut failures);
                self.ran("fails: second", value, dep);
                self.failed(label, PANICKED, &mut failures);
                self.ran("fails: third", value, dep);
            }
            Label::Aborts => {
                self.ran("aborts", value, dep);
                self.failed(label, FAILS, &mut failures);
            }
            Label::Later if can_wait => {
                self.ran("later: starts", value, dep);
                self.ran("later: starts", value, dep);
                self.wait()?;
                self.ran("later: ends", value, dep);
                self.ran("later: ends", value, dep);
                self.ran("later: after", value, self.scope().last().copied());
            }
            Label::LaterChain if can_wait => {
                self.ran("later chain: before", value, dep);
                self.call(Label::Later, value)?;
                self.ran("later chain: after", value, dep);
            }
            Label::LaterFails if can_wait => {
                self.ran("later fails", value, dep);
                self.wait()?;
                self.failed(label, FAILS, &mut failures);
            }
            Label::Later => {
                self.failed(label, CANNOT_WAIT, &mut failures);
                self.failed(label, CANNOT_WAIT, &mut failures);
                self.ran("later: after", value, dep);
            }
            Label::LaterChain | Label::LaterFails => {
                self.failed(label, CANNOT_WAIT, &mut failures);
            }
        }
        Ok(failures)
    }

    fn ran(&mut self, place: &'static str, value: u32, dep: Option<usize>) {
        self.facts.push(Fact::Ran { place, value, dep });
    }

    /// The failure is one of the event, and one for each record guard around the
    /// handler that sees its label.
    fn failed(&mut self, label: Label, error: &str, failures: &mut Vec<Failure>) {
        let failure = (label.name(), String::from(error));
        failures.push(failure.clone());
        for guard in self.guards_here() {
            let guard = &mut self.guards[guard];
            if !guard.guard.suppresses && guard.sees(label) {
                guard.failures.push(failure.clone());
            }
        }
    }
}
