//! Handlers in the background: their origin does not wait for them, and cannot cut
//! them off.

#[path = "../common/log.rs"]
mod log;
#[path = "../common/polls.rs"]
mod polls;
#[path = "../common/recorder.rs"]
mod recorder;

mod by_hand;
mod draining;
mod dropped;
mod held;
mod limited;
mod starting;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use side_effects::{Dep, background, has_side_effects, is_side_effect_of};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::yield_now;

use crate::log::Log;

/// What is counted is counted for the whole program: one test at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Runs a test in a runtime of its own, alone.
fn alone<T>(runtime: Runtime, test: impl Future<Output = T>) -> T {
    let _lock = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|error| error.into_inner());
    drain_now(); // of a test that has failed
    let value = runtime.block_on(test);
    drop(runtime);
    drain_now();
    value
}

/// Forgets what was counted.
fn drain_now() {
    let runtime = current_thread();
    runtime.block_on(background::drain(Duration::ZERO));
    assert_eq!(background::pending(), 0);
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_time().build().unwrap()
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .unwrap()
}

const LONG: Duration = Duration::from_secs(60);

#[has_side_effects("placed")]
async fn place(order: String) -> Result<usize, String> {
    yield_now().await;
    let length = order.len();
    drop(order);
    if length == 0 {
        Err("empty".into())
    } else {
        Ok(length)
    }
}

#[is_side_effect_of("placed", background)]
async fn confirm(order: &str, return_value: usize, log: Dep<Log>) {
    yield_now().await;
    log.add(format!("confirmed {order} {return_value}"));
}

#[is_side_effect_of("placed", background, order = 1)]
fn index(order: String, log: Dep<Log>) {
    log.add(format!("indexed {order}"));
}

#[is_side_effect_of("placed")]
async fn inline(order: &str, log: Dep<Log>) {
    log.add(format!("inline {order}"));
    yield_now().await;
}

#[has_side_effects("removed")]
fn remove(name: &str) {
    let _ = name;
}

#[is_side_effect_of("removed", background)]
async fn unindex(name: &str, log: Dep<Log>) {
    log.add(format!("unindexed {name}"));
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

#[has_side_effects("slow")]
fn slow(gate: &Arc<Semaphore>) {
    let _ = gate;
}

#[is_side_effect_of("slow", background)]
async fn waits_for_the_gate(gate: Arc<Semaphore>, log: Dep<Log>) {
    gate.acquire().await.unwrap().forget();
    log.add("through");
}
