//! What `check()` and a listing say of durable handlers.

use side_effects::durable::{self, BoxError, BoxFuture, Job, Queue};
use side_effects::{
    CheckMessage, Format, Severity, Wiring, check, has_side_effects, is_side_effect_of, registry,
};
use snapbox::{assert_data_eq, str};

#[has_side_effects("ordered")]
fn order(id: u32) {
    let _ = id;
}

/// Mail the confirmation.
#[is_side_effect_of("ordered", durable(id = "confirm", queue = "mail", max_attempts = 5))]
async fn confirm(id: u32) {
    let _ = id;
}

/// Tell the warehouse.
#[is_side_effect_of("ordered", durable)]
fn notify(id: u32) {
    let _ = id;
}

#[has_side_effects("doubled")]
fn double() {}

/// One.
#[is_side_effect_of("doubled", durable(id = "same"))]
fn one() {}

/// The other.
#[is_side_effect_of("doubled", durable(id = "same"))]
fn other() {}

struct NoQueue;

impl Queue for NoQueue {
    fn write(&self, _: Vec<Job>) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(async { Ok(()) })
    }
}

fn of(label: &str) -> Vec<CheckMessage> {
    let mut messages = check();
    messages.retain(|message| message.label() == label);
    messages
}

#[test]
fn two_handlers_of_one_id_are_an_error_and_a_queue_that_is_not_there_a_warning() {
    let _: (fn(u32), fn()) = (order, double);
    let ids = |label| {
        let messages = of(label);
        messages
            .iter()
            .map(|message| message.id().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids("ordered"), ["W005", "W005"]);
    assert_eq!(ids("doubled"), ["E005", "E005", "W005", "W005"]);
    let messages = of("doubled");
    assert_eq!(messages[0].severity(), Severity::Error);
    assert_data_eq!(
        messages[0].to_string(),
        str![[r#"
tests/durable_check.rs:[..]: error[E005]: 2 durable handlers have the id `same`, so that no worker knows which of them a job is for
    handler: durable_check::one
             at tests/durable_check.rs:[..]
    handler: durable_check::other
             at tests/durable_check.rs:[..]
       help: give each an id of its own: `durable(id = "…")`
"#]]
    );
    let wiring = || Wiring::new().allow_label("doubled").check();
    assert_eq!(wiring().len(), 2, "no program starts without a queue");
    durable::install(NoQueue);
    assert_eq!(wiring().len(), 0);
    assert_eq!(ids("doubled"), ["E005", "E005"]);
}

#[test]
fn a_listing_says_where_a_durable_handler_runs_and_what_jobs_call_it() {
    let render = |format| registry().listing().label("ordered").render(format);
    assert_data_eq!(
        render(Format::Verbose),
        str![[r#"
ordered

  fired by

    durable_check::order
    tests/durable_check.rs:[..]
    fn order(id: u32)

  side effects

    durable_check::confirm
    tests/durable_check.rs:[..]
    async fn confirm(id: u32)
    runs durably in queue `mail`, async, order 0
    is `confirm` in jobs, tried up to 5 times

        Mail the confirmation.

    durable_check::notify
    tests/durable_check.rs:[..]
    fn notify(id: u32)
    runs durably in queue `default`, order 0
    is `durable_check::notify` in jobs, tried up to 25 times

        Tell the warehouse.

"#]]
    );
    assert!(render(Format::Markdown).contains("), durably in queue `mail`\n"));
    let json: serde_json::Value = serde_json::from_str(&render(Format::Json)).unwrap();
    let confirm = &json["labels"][0]["handlers"][0];
    assert_eq!(confirm["when"], "durable");
    assert_eq!(confirm["async"], true);
    assert_eq!(
        (&confirm["id"], &confirm["queue"]),
        (&"confirm".into(), &"mail".into())
    );
    assert_eq!(confirm["max_attempts"], 5);
}
