//! What is stored of an event, and how it is rebuilt.

#![allow(
    clippy::borrowed_box,
    clippy::box_collection,
    reason = "a box offers its target"
)]

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;
use side_effects::durable::{self, RunError};
use side_effects::{Delivery, Dep, has_side_effects, is_side_effect_of, record_side_effects};

use crate::log::{Log, logged};
use crate::{jobs_of, old_job, runtime};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    id: u32,
    items: Vec<String>,
}

#[has_side_effects("stored")]
fn place(
    customer: String,
    to: &Path,
    order: Order,
    rates: Box<BTreeMap<u8, f64>>,
) -> Result<u64, String> {
    drop((customer, order, rates));
    Ok(to.as_os_str().len() as u64)
}

/// By name, some by value and some as what they dereference to.
#[is_side_effect_of("stored", durable(id = "by_name", queue = "mail", max_attempts = 4))]
#[allow(clippy::too_many_arguments)]
fn by_name(
    return_value: u64,
    customer: &str,
    _order: Order,
    to: &Path,
    rates: &BTreeMap<u8, f64>,
    log: Dep<Log>,
    delivery: &Delivery,
    again: Delivery,
) {
    assert_eq!(*delivery, again);
    log.add(format!(
        "{return_value} {customer} {_order:?} {to:?} {rates:?}"
    ));
}

/// By position.
#[is_side_effect_of("stored", durable(id = "by_position"))]
async fn by_position(
    who: &String,
    path: &Path,
    what: &Order,
    prices: &Box<BTreeMap<u8, f64>>,
    log: Dep<Log>,
) {
    tokio::task::yield_now().await;
    log.add(format!("{who} {path:?} {} {}", what.id, prices.len()));
}

fn place_one() -> Result<u64, String> {
    let order = Order {
        id: 7,
        items: vec!["teapot".into(), "\"cup\"".into()],
    };
    place(
        "ada".into(),
        Path::new("a/b"),
        order,
        Box::new(BTreeMap::from([(1, 0.5)])),
    )
}

#[test]
fn what_a_handler_is_bound_to_is_stored_under_its_parameters_names() {
    let jobs = jobs_of(place_one);
    let [by_name, by_position] = &jobs[..] else {
        panic!("{jobs:?}")
    };
    assert_eq!(by_name.handler, "by_name");
    assert_eq!(
        (&*by_name.label, &*by_name.queue, by_name.max_attempts),
        ("stored", "mail", 4)
    );
    assert_eq!(
        by_name.args,
        json!({
            "return_value": 3,
            "customer": "ada",
            "order": {"id": 7, "items": ["teapot", "\"cup\""]},
            "to": "a/b",
            "rates": {"1": 0.5},
        })
    );
    assert_eq!(
        (&*by_position.queue, by_position.max_attempts),
        ("default", 25)
    );
    assert_eq!(
        by_position.args,
        json!({
            "who": "ada",
            "path": "a/b",
            "what": {"id": 7, "items": ["teapot", "\"cup\""]},
            "prices": {"1": 0.5},
        })
    );
}

#[test]
fn what_was_stored_is_rebuilt_for_the_handler() {
    let jobs = jobs_of(place_one);
    let (log, _events) = logged();
    runtime().block_on(async {
        for job in &jobs {
            durable::run(job, 1).await.unwrap();
        }
    });
    assert_eq!(
        log.take(),
        [
            r#"3 ada Order { id: 7, items: ["teapot", "\"cup\""] } "a/b" {1: 0.5}"#,
            r#"ada "a/b" 7 1"#,
        ]
    );
}

#[has_side_effects("not_kept")]
fn count(counter: &Cell<u32>) {
    counter.set(counter.get() + 1);
}

#[is_side_effect_of("not_kept", durable)]
fn counted(counter: &Cell<u32>) {
    assert_eq!(counter.get(), 1);
}

#[test]
fn an_argument_is_stored_when_the_event_fires_and_need_not_be_sync() {
    let counter = Cell::new(0);
    let jobs = jobs_of(|| count(&counter));
    counter.set(100);
    assert_eq!(jobs[0].args, json!({"counter": 1}));
    runtime().block_on(durable::run(&jobs[0], 1)).unwrap();
}

#[has_side_effects("not_json")]
fn tell(keys: HashMap<(u8, u8), u8>, id: u32) {
    drop((keys, id));
}

#[is_side_effect_of("not_json", durable(id = "takes_keys"), order = -1)]
fn takes_keys(keys: &HashMap<(u8, u8), u8>) {
    let _ = keys;
}

#[is_side_effect_of("not_json", durable(id = "takes_id"))]
fn takes_id(id: u32) {
    let _ = id;
}

#[test]
fn a_value_that_has_no_json_is_a_failure_of_its_handler_alone() {
    let events = record_side_effects();
    let jobs = jobs_of(|| tell(HashMap::from([((1, 2), 3)]), 7));
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0].handler, "takes_id");
    let failures = events.failures();
    assert_eq!(failures.len(), 1);
    assert!(failures[0].handler().ends_with("::takes_keys"));
    assert_eq!(
        failures[0].error(),
        "`keys` cannot be stored for the handler: key must be a string: key must be a string"
    );
}

#[has_side_effects("of_old")]
#[expect(dead_code, reason = "its jobs are old")]
fn sell(customer: &str, voucher: Option<u32>) {
    let _ = (customer, voucher);
}

#[is_side_effect_of("of_old", durable(id = "newer"))]
fn newer(customer: &str, voucher: Option<u32>, log: Dep<Log>) {
    log.add(format!("{customer} {voucher:?}"));
}

#[is_side_effect_of("of_old", durable(id = "smaller"))]
fn smaller(customer: &str, log: Dep<Log>) {
    log.add(customer);
}

#[is_side_effect_of("of_old", durable(id = "raw"))]
fn raw(customer: &serde_json::Value) {
    let _ = customer;
}

/// What a handler of this id makes of these arguments.
fn run_old(handler: &str, args: serde_json::Value) -> Result<Vec<String>, String> {
    let (log, _events) = logged();
    let job = old_job(handler, args);
    match runtime().block_on(durable::run(&job, 1)) {
        Ok(()) => Ok(log.take()),
        Err(RunError::Undecodable {
            parameter, problem, ..
        }) => Err(format!("{parameter}: {problem}")),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn an_option_that_older_jobs_lack_is_none() {
    assert_eq!(
        run_old("newer", json!({"customer": "ada"})).unwrap(),
        ["ada None"]
    );
    let full = json!({"customer": "ada", "voucher": 3});
    assert_eq!(run_old("newer", full).unwrap(), ["ada Some(3)"]);
}

#[test]
fn a_parameter_that_is_gone_is_no_obstacle() {
    let args = json!({"customer": "ada", "voucher": 3});
    assert_eq!(run_old("smaller", args).unwrap(), ["ada"]);
}

#[test]
fn a_renamed_parameter_is_an_error_that_names_both() {
    assert_eq!(
        run_old("newer", json!({"client": "ada"})).unwrap_err(),
        "customer: the job lacks it, and has `client`, which no parameter takes: if it was renamed, \
         name it so again, or give the handler a new `id` and keep the old one until its jobs are done"
    );
}

#[test]
fn a_renamed_option_is_not_taken_for_none() {
    let error = run_old("newer", json!({"customer": "ada", "coupon": 3})).unwrap_err();
    assert!(
        error.starts_with("voucher: the job lacks it, and has `coupon`, which no parameter takes"),
        "{error}"
    );
}

#[test]
fn what_is_missing_is_nothing_but_none() {
    assert_eq!(
        run_old("raw", json!({})).unwrap_err(),
        "customer: the job has no arguments"
    );
    assert_eq!(
        run_old("newer", json!({"voucher": 3})).unwrap_err(),
        "customer: the job lacks it, and has `voucher`; a parameter that older jobs lack is to be an \
         `Option`"
    );
}

#[test]
fn a_value_of_another_type_is_an_error_that_shows_it() {
    assert_eq!(
        run_old("newer", json!({"customer": {"name": "ada"}})).unwrap_err(),
        "customer: invalid type: map, expected a string, in {\"name\":\"ada\"}"
    );
    assert_eq!(
        run_old("newer", json!([1, 2])).unwrap_err(),
        "customer: its arguments are no object, but [1,2]"
    );
    let long = run_old("newer", json!({"customer": vec![7; 1000]})).unwrap_err();
    assert!(long.len() < 250 && long.ends_with('…'), "{long}");
}

#[has_side_effects("ok_only", run_on_exit = |_| true)]
fn may_fail(fails: bool) -> Result<u32, String> {
    if fails { Err("no".into()) } else { Ok(1) }
}

#[is_side_effect_of("ok_only", durable(id = "takes_ok"))]
fn takes_ok(return_value: u32) {
    let _ = return_value;
}

#[is_side_effect_of("ok_only", durable(id = "takes_whole"))]
fn takes_whole(return_value: &Result<u32, String>) {
    assert_eq!(*return_value, Err("no".into()));
}

#[test]
fn the_value_of_an_ok_is_not_stored_where_there_is_an_err() {
    let events = record_side_effects();
    let jobs = jobs_of(|| may_fail(true));
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0].args, json!({"return_value": {"Err": "no"}}));
    runtime().block_on(durable::run(&jobs[0], 1)).unwrap();
    assert!(
        events.failures()[0]
            .error()
            .contains("the event fired with an `Err`")
    );
}

#[has_side_effects("typed_origin", typed)]
fn open_account(email: String, plan: u8) -> Result<u32, String> {
    drop(email);
    Ok(u32::from(plan))
}

#[is_side_effect_of(origin = open_account, durable(id = "by_origin"))]
async fn by_origin(email: &str, return_value: &u32, delivery: &Delivery) {
    assert_eq!((email, *return_value, delivery.attempt()), ("ada", 3, 1));
}

#[test]
fn a_handler_that_names_its_origin_can_be_durable() {
    let jobs = jobs_of(|| open_account("ada".into(), 3));
    assert_eq!(jobs[0].args, json!({"email": "ada", "return_value": 3}));
    runtime().block_on(durable::run(&jobs[0], 1)).unwrap();
}
