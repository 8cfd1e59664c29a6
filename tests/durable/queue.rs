//! The queue that is installed for these tests: it keeps what it is given, by label, and does
//! what a label asks it to do.

use std::sync::{Mutex, Once};

use side_effects::durable::{self, BoxError, BoxFuture, Job, Queue};
use tokio::task::yield_now;

static WRITTEN: Mutex<Vec<Vec<Job>>> = Mutex::new(Vec::new());

/// Several polls long, as writing to a database is.
pub(crate) const POLLS: usize = 3;

struct TestQueue;

impl Queue for TestQueue {
    fn write(&self, jobs: Vec<Job>) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(async move {
            for _ in 1..POLLS {
                yield_now().await;
            }
            if jobs[0].label.contains("refused") {
                return Err("the database is locked".into());
            }
            assert!(!jobs[0].label.contains("panics"), "no such table");
            WRITTEN.lock().unwrap().push(jobs);
            Ok(())
        })
    }
}

pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| durable::install(TestQueue));
}

/// What was written of this label, each time that the queue was called, and forgets it.
pub(crate) fn written(label: &str) -> Vec<Vec<Job>> {
    let mut all = WRITTEN.lock().unwrap();
    let (of_label, others) = std::mem::take(&mut *all)
        .into_iter()
        .partition(|jobs: &Vec<Job>| jobs[0].label == label);
    *all = others;
    of_label
}

/// The ids of the handlers whose jobs were written of this label.
pub(crate) fn ids_written(label: &str) -> Vec<String> {
    let jobs = written(label).into_iter().flatten();
    jobs.map(|job| job.handler).collect()
}
