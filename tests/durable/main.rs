//! Durable handlers: what is stored of an event, who writes it and when, and what a run of it
//! does.

#[path = "../common/log.rs"]
mod log;
#[path = "../common/polls.rs"]
mod polls;

mod held;
mod manual;
mod queue;
mod running;
mod stored;
mod writing;

use serde_json::{Value, json};
use side_effects::Hold;
use side_effects::durable::Job;
use tokio::runtime::{Builder, Runtime};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().unwrap()
}

/// The jobs of what fires in `run`.
fn jobs_of<R>(run: impl FnOnce() -> R) -> Vec<Job> {
    let hold = Hold::new();
    hold.run(run);
    hold.take_jobs()
}

/// A job that an older program has written for this handler.
fn old_job(handler: &str, args: Value) -> Job {
    let job = json!({
        "handler": handler,
        "label": "of_old",
        "queue": "default",
        "max_attempts": 3,
        "key": "0123456789abcdef0123456789abcdef",
        "args": args,
    });
    serde_json::from_value(job).unwrap()
}
