//! Random programs of events, guards, holds, threads, panics and dropped futures do
//! what a small model says that they do.
//!
//! `PROPTEST_CASES=10000` runs more of them; `.ci/run` does.

mod blocking;
mod facts;
mod model;
mod opened;
mod polled;
mod program;
mod running;
mod world;

use std::sync::Mutex;

use proptest::prelude::*;
use side_effects::provide;

use facts::Fact;
use program::programs;
use world::ProvidedBy;

/// One program at a time: the kill switch is for the whole process.
static ALONE: Mutex<()> = Mutex::new(());

fn compare(expected: &[Fact], run: impl FnOnce() -> Vec<Fact>) -> Result<(), TestCaseError> {
    let seen = {
        let _alone = ALONE
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        provide(ProvidedBy(None));
        run()
    };
    let is_same = |nth: &usize| expected.get(*nth) == seen.get(*nth);
    let longest = expected.len().max(seen.len());
    let Some(nth) = (0..longest).find(|nth| !is_same(nth)) else {
        return Ok(());
    };
    let show = |facts: &[Fact]| match facts.get(nth) {
        Some(fact) => format!("{fact:?}"),
        None => "nothing more".into(),
    };
    let before: String = expected[..nth]
        .iter()
        .map(|fact| format!("\n  {fact:?}"))
        .collect();
    Err(TestCaseError::fail(format!(
        "after the facts{before}\nthe model has  {}\nand there was  {}",
        show(expected),
        show(&seen),
    )))
}

fn config() -> ProptestConfig {
    ProptestConfig {
        // A program that fails is shown. It belongs into a test of its own.
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn programs_on_threads_do_as_the_model_says(program in programs()) {
        compare(&model::expected(&program, false), || blocking::run(&program))?;
    }

    #[test]
    fn programs_that_are_polled_do_as_the_model_says(program in programs()) {
        compare(&model::expected(&program, true), || polled::run(&program))?;
    }
}
