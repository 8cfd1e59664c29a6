//! Durable handlers in a program that has installed no queue.

use side_effects::{Hold, has_side_effects, is_side_effect_of, record_side_effects};

#[has_side_effects("sync")]
fn place() {}

#[has_side_effects("async")]
async fn place_async() {}

#[is_side_effect_of("sync", "async", durable)]
fn confirm() {}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
}

/// What the guard collects of `run`.
fn failure_of(run: impl FnOnce()) -> String {
    let events = record_side_effects();
    run();
    let failures = events.failures();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].handler(), "durable_without_queue::confirm");
    failures[0].error().to_owned()
}

const NO_QUEUE: &str = "it is durable, and there is no queue to write its job to: call \
                        `side_effects::durable::install(queue)` at start-up, or take the jobs of a \
                        hold before the commit";

#[test]
fn every_way_to_fire_is_an_error_of_the_handler_that_says_what_to_do() {
    assert_eq!(failure_of(place), NO_QUEUE);
    assert_eq!(failure_of(|| runtime().block_on(place_async())), NO_QUEUE);
    let hold = Hold::new();
    let released = || {
        hold.run(place);
        assert_eq!(hold.release().failures().len(), 1);
    };
    assert_eq!(failure_of(released), NO_QUEUE);
    let released = || {
        runtime().block_on(async {
            hold.run(place);
            assert_eq!(hold.release_async().await.failures().len(), 1);
        });
    };
    assert_eq!(failure_of(released), NO_QUEUE);
}
