//! The kill switch, which is for the whole process.
#![cfg(feature = "sqlite")]

mod common;
#[path = "common/sqlite.rs"]
mod engine;

use side_effects::set_test_mode;
use side_effects_river::{Error, State};

use common::{Shop, eventually, seconds};

#[tokio::test]
async fn no_worker_starts_and_one_that_runs_leaves_the_jobs_alone() {
    let shop = Shop::open().await.unwrap();
    shop.order("teapot").await.unwrap();
    set_test_mode(true);
    let refused = shop.worker().start();
    assert!(matches!(refused, Err(Error::TestMode)));
    let refused = shop.river.worker().start();
    assert!(matches!(refused, Err(Error::TestMode)));

    set_test_mode(false);
    let worker = shop.worker().start().unwrap();
    set_test_mode(true);
    eventually(true, async || {
        let job = &shop.jobs().await[0];
        job.waits_for.is_some() || job.state == State::Completed
    })
    .await;
    set_test_mode(false);
    shop.until_states(&[State::Completed]).await;
    let job = &shop.jobs().await[0];
    assert_eq!((job.attempt, job.errors.len()), (1, 0));
    worker.stop(seconds(30.)).await;
}
