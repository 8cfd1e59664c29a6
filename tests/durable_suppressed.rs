//! The kill switch is for workers, too.

use side_effects::durable::{self, RunError};
use side_effects::{Hold, has_side_effects, is_side_effect_of, record_side_effects, set_test_mode};

#[has_side_effects("switched_off")]
fn place() {}

#[is_side_effect_of("switched_off", durable)]
fn confirm() {}

#[test]
fn no_job_runs_while_the_kill_switch_is_on() {
    let hold = Hold::new();
    hold.run(place);
    let jobs = hold.take_jobs();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let run = || runtime.block_on(durable::run(&jobs[0], 1));

    assert!(!durable::is_suppressed());
    set_test_mode(true);
    assert!(durable::is_suppressed());
    assert!(matches!(run(), Err(RunError::Suppressed)));
    {
        let _events = record_side_effects();
        assert!(
            matches!(run(), Err(RunError::Suppressed)),
            "not for a guard either"
        );
    }
    set_test_mode(false);
    run().unwrap();
}
