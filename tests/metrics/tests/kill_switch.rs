//! What is counted while nothing fires in the whole process.

#[path = "common/series.rs"]
mod series;

use series::Series;
use side_effects::{Hold, durable, has_side_effects, is_side_effect_of, set_test_mode};

#[has_side_effects("switched_off")]
fn origin() {}

#[is_side_effect_of("switched_off")]
fn does_not_run() {}

#[is_side_effect_of("switched_off", durable)]
fn is_not_worked() {}

#[tokio::test]
async fn events_are_suppressed_and_jobs_that_a_worker_has_do_not_count() {
    Series::install();
    let hold = Hold::new();
    hold.run(origin);
    let jobs = hold.take_jobs();
    set_test_mode(true);
    origin();
    durable::run(&jobs[0], 1).await.unwrap_err();
    hold.discard();
    let fates = [("held", 1), ("suppressed", 1), ("discarded", 1)];
    assert_eq!(series::events("switched_off"), series::fates(&fates));
    assert_eq!(series::handlers("switched_off"), series::endings(&[]));
}
