//! Firing from an `async fn` without an origin: `fire!` could not reach async
//! handlers, and its error said to make the origin async, which it was.

#[path = "common/complaint.rs"]
mod complaint;
#[path = "common/recorder.rs"]
mod recorder;

use std::future::ready;
use std::sync::Arc;

use complaint::complaint;
use parking_lot::Mutex;
use side_effects::{
    Dep, disable_side_effects, fire, fire_async, is_side_effect_of, record_side_effects,
};

type Notes = Arc<Mutex<Vec<String>>>;

#[is_side_effect_of("fire_async/both", order = -1)]
async fn first(name: &str, notes: Dep<Notes>) {
    notes.lock().push(format!("starts for {name}"));
    tokio::task::yield_now().await;
    notes.lock().push(format!("ends for {name}"));
}

#[is_side_effect_of("fire_async/both")]
fn second(name: String, return_value: &u8, notes: Dep<Notes>) {
    notes.lock().push(format!("{name} got {return_value}"));
}

#[tokio::test]
async fn sync_and_async_handlers_run_by_order() {
    let notes = Notes::default();
    let events = record_side_effects().provide(Arc::clone(&notes));
    let name = String::from("Ada");
    fire_async!("fire_async/both", name; return_value = &Ok::<u8, ()>(7)).await;
    assert_eq!(events, ["fire_async/both"]);
    assert_eq!(
        *notes.lock(),
        ["starts for Ada", "ends for Ada", "Ada got 7"]
    );
}

#[tokio::test]
async fn nothing_fires_before_the_future_is_awaited() {
    let notes = Notes::default();
    let events = record_side_effects().provide(Arc::clone(&notes));
    let future = fire_async!("fire_async/both", name = "Ada"; return_value = &7_u8);
    assert_eq!(events.len(), 0);
    drop(future);
    assert_eq!(events.len(), 0);
    assert!(notes.lock().is_empty());
}

#[is_side_effect_of("fire_async/suppressed")]
async fn unreachable() {
    unreachable!("side effects are off");
}

#[tokio::test]
async fn a_guard_collects_the_event() {
    let events = disable_side_effects();
    fire_async!("fire_async/suppressed").await;
    fire_async!("fire_async/nobody_handles_this").await;
    assert_eq!(
        events,
        ["fire_async/suppressed", "fire_async/nobody_handles_this"]
    );
}

#[is_side_effect_of("fire_async/side_by_side")]
async fn one(notes: Dep<Notes>) {
    notes.lock().push("one".into());
    ready(()).await;
    tokio::task::yield_now().await;
    notes.lock().push("one".into());
}

#[is_side_effect_of("fire_async/side_by_side")]
async fn two(notes: Dep<Notes>) {
    notes.lock().push("two".into());
    tokio::task::yield_now().await;
    notes.lock().push("two".into());
}

#[tokio::test(flavor = "multi_thread")]
async fn async_handlers_of_one_order_run_side_by_side_in_a_task() {
    let notes = Notes::default();
    let events = record_side_effects().provide(Arc::clone(&notes));
    let task = events.scope().wrap(async {
        let owned = String::from("sent between threads");
        fire_async!("fire_async/side_by_side", owned).await;
        owned.len()
    });
    assert_eq!(tokio::spawn(task).await.unwrap(), 20);
    assert_eq!(*notes.lock(), ["one", "two", "one", "two"]);
}

#[is_side_effect_of("fire_async/at_once")]
async fn waits() {}

#[test]
fn an_async_handler_of_a_fire_is_told_to_fire_async() {
    let complaint = complaint(|| fire!("fire_async/at_once"));
    assert!(
        complaint.contains("write `fire_async!(…).await`"),
        "{complaint}"
    );
}

#[test]
fn it_is_listed_as_it_is_written() {
    let origins = side_effects::registry().origins("fire_async/suppressed");
    assert_eq!(
        origins[0].signature(),
        "fire_async!(\"fire_async/suppressed\")"
    );
}

#[test]
fn no_check_complains_of_its_async_handlers() {
    let async_ones = ["fire_async/both", "fire_async/suppressed"];
    let messages = side_effects::check();
    let wrong: Vec<_> = (messages.iter())
        .filter(|message| message.id() == "E002" && async_ones.contains(&message.label()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
