//! Jobs that a worker cannot run wait for one that can, and lose no attempts.

use side_effects_river::State;

use crate::common::{Shop, eventually, seconds};
use crate::engine::rewrite;

#[tokio::test]
async fn a_job_of_an_unknown_handler_waits_for_a_program_that_knows_it() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("teapot").await.unwrap();
    shop.execute(&rewrite(r#""handler":"confirm""#, r#""handler":"confrm""#))
        .await;
    let worker = shop.worker().start().unwrap();
    eventually(true, async || shop.jobs().await[0].waits_for.is_some()).await;
    // It is looked at again and again.
    tokio::time::sleep(seconds(1.)).await;
    let job = &shop.jobs().await[0];
    assert_eq!(job.handler, "confrm");
    assert!(
        job.attempt <= 1,
        "only one that is under way counts: {}",
        job.attempt
    );
    assert_eq!(job.errors.len(), 0);
    let why = job.waits_for.as_ref().unwrap();
    assert!(why.contains("no durable handler `confrm`"), "{why}");
    assert!(why.contains("did you mean `confirm`?"), "{why}");

    // The newer program.
    shop.execute(&rewrite(r#""handler":"confrm""#, r#""handler":"confirm""#))
        .await;
    shop.until_states(&[State::Completed]).await;
    worker.stop(seconds(30.)).await;
    let job = &shop.jobs().await[0];
    assert_eq!((job.attempt, &job.waits_for), (1, &None));
    assert_eq!(shop.ledger("done").await, ["teapot"]);
}

#[tokio::test]
async fn a_job_whose_arguments_cannot_be_read_waits_for_a_program_that_can() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    shop.order("teapot").await.unwrap();
    shop.execute(&rewrite(r#""article":"teapot""#, r#""item":"teapot""#))
        .await;
    let worker = shop.worker().start().unwrap();
    eventually(true, async || shop.jobs().await[0].waits_for.is_some()).await;
    let job = &shop.jobs().await[0];
    let why = job.waits_for.as_ref().unwrap();
    assert!(why.contains("`article` of `confirm`"), "{why}");
    assert_eq!(job.errors.len(), 0);

    shop.execute(&rewrite(r#""item":"teapot""#, r#""article":"teapot""#))
        .await;
    shop.until_states(&[State::Completed]).await;
    worker.stop(seconds(30.)).await;
    assert_eq!(shop.jobs().await[0].attempt, 1);
}
