//! Durable handlers under a guard with `manual()`.

use serde_json::{Value, json};
use side_effects::{
    Delivery, Dep, Hold, background, disable_side_effects, has_side_effects, is_side_effect_of,
    record_side_effects,
};
use std::time::Duration;

use crate::log::Log;
use crate::queue::{install, written};
use crate::runtime;

#[has_side_effects("by_hand_only")]
fn place(id: u32) {
    let _ = id;
}

#[is_side_effect_of("by_hand_only", durable)]
async fn confirm(id: u32, delivery: &Delivery, log: Dep<Log>) -> Result<(), String> {
    log.add(format!("{id} {:?}", delivery.how()));
    if id == 13 {
        Err("unlucky".into())
    } else {
        Ok(())
    }
}

#[is_side_effect_of("by_hand_only", background, order = 1)]
fn beside(id: u32, log: Dep<Log>) {
    log.add(format!("background {id}"));
}

#[test]
fn a_durable_handler_waits_with_its_arguments_and_runs_through_its_stored_form() {
    install();
    let log = Log::default();
    let events = record_side_effects().provide(log.clone()).manual();
    runtime().block_on(async {
        place(7);
        let pending = events.pending();
        let handlers: Vec<_> = pending.iter().map(|pending| pending.handler()).collect();
        assert_eq!(
            handlers,
            ["durable::manual::confirm", "durable::manual::beside"]
        );
        assert_eq!(pending[0].label(), "by_hand_only");
        assert_eq!(*pending[0].args(), json!({"id": 7}));
        assert_eq!(*pending[1].args(), Value::Null);
        assert!(format!("{:?}", pending[0]).contains(r#"args: {"id":7}"#));
        assert!(log.is_empty());

        assert_eq!(events.run_pending().await, 2);
        assert_eq!(log.take(), ["7 Durable", "background 7"]);
        background::drain(Duration::from_secs(60)).await;
    });
    events.assert_no_failures();
    assert!(written("by_hand_only").is_empty());
}

#[test]
fn a_failure_by_hand_is_collected_as_any_other_and_not_tried_again() {
    let log = Log::default();
    let events = record_side_effects().provide(log.clone()).manual();
    place(13);
    runtime().block_on(async {
        assert_eq!(events.run_pending().await, 2);
        assert_eq!(events.run_pending().await, 0);
    });
    assert_eq!(log.take(), ["13 Durable", "background 13"]);
    let failures = events.failures();
    assert_eq!(failures.len(), 1);
    assert_eq!(
        failures[0].to_string(),
        "`durable::manual::confirm` of `by_hand_only`: unlucky"
    );
}

#[test]
fn under_a_hold_the_jobs_stay_with_their_events_until_release() {
    let log = Log::default();
    let events = record_side_effects().provide(log.clone()).manual();
    let hold = Hold::new();
    hold.run(|| place(7));
    assert!(
        hold.take_jobs().is_empty(),
        "they are not to reach the queue"
    );
    assert!(events.pending().is_empty());
    hold.release();
    assert_eq!(events.pending().len(), 2);
    runtime().block_on(events.run_pending());
    assert_eq!(log.take(), ["7 Durable", "background 7"]);
}

#[test]
fn a_disabled_event_has_nothing_to_run_by_hand() {
    let events = disable_side_effects().manual();
    place(7);
    assert!(events.pending().is_empty());
    assert_eq!(events, ["by_hand_only"]);
}
