//! How many jobs there are, for the facade `metrics`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use metrics::{Unit, describe_gauge, gauge};
use tokio::time::{MissedTickBehavior, interval};

use crate::adapter::{Engine, Tally};
use crate::worker::linked_queues;
use crate::{Error, Jobs, River, State};

const JOBS: &str = "side_effects_river_jobs";
const AGE: &str = "side_effects_river_oldest_due_job_age_seconds";

/// The queues that were ever reported: they are so with 0, too, once they are empty. Clones of a
/// [`River`] share them.
#[derive(Clone, Default)]
pub(crate) struct Reported(Arc<Mutex<BTreeSet<String>>>);

impl Reported {
    /// These queues, those of linked handlers, and all that were reported before.
    fn with<'a>(&self, queues: impl Iterator<Item = &'a str>) -> Vec<String> {
        let mut reported = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reported.extend(linked_queues().into_iter().map(str::to_owned));
        reported.extend(queues.map(str::to_owned));
        reported.iter().cloned().collect()
    }
}

impl<DB: Engine> River<DB> {
    /// Reports the jobs as [`Jobs::report_metrics`] does, now and `every` so often: a task for
    /// [`tokio::spawn`], which never ends. Abort it to stop it; the gauges stay where they are.
    ///
    /// Each report is one query, which counts the jobs of durable handlers. One process of a
    /// program is enough to report them, since all see the same ones.
    ///
    /// Where the database cannot be read, that is logged, once until it can be again, and the
    /// gauges stay where they are.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use side_effects_river::River;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), side_effects_river::Error> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let path = folder.path().join("shop.db");
    /// let river = River::sqlite(path.to_str().unwrap()).await?;
    /// tokio::spawn(river.report_metrics(Duration::from_secs(15)));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If `every` is 0; and, when it is polled, outside a Tokio runtime.
    pub fn report_metrics(&self, every: Duration) -> impl Future<Output = ()> + Send + use<DB> {
        assert!(!every.is_zero(), "report_metrics: every 0 seconds");
        let river = self.clone();
        async move {
            let mut ticks = interval(every);
            // After a query that took long, no others in a row.
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let mut is_failing = false;
            loop {
                ticks.tick().await;
                let reported = river.jobs().report_metrics().await;
                if let (Err(error), false) = (&reported, is_failing) {
                    tracing::warn!(
                        target: "side_effects",
                        error = error as &dyn std::error::Error,
                        "the jobs of durable side effects cannot be counted: their metrics stay as \
                         they are"
                    );
                }
                is_failing = reported.is_err();
            }
        }
    }
}

impl<DB: Engine> Jobs<'_, DB> {
    /// Sets the gauges of the jobs, for the recorder of the facade `metrics`: meant for a program
    /// that knows when it is scraped. [`River::report_metrics`] does so again and again.
    ///
    /// | gauge | labels | is |
    /// | --- | --- | --- |
    /// | `side_effects_river_jobs` | `queue`, `state` | how many jobs are in that state |
    /// | `side_effects_river_oldest_due_job_age_seconds` | `queue` | how long the job that waits longest could have run by now; 0 where none waits. One that is to be tried again later does not wait yet, and neither does one that no worker can run: it is `scheduled`, to be looked at again |
    ///
    /// All numbers are of one moment, by the clock of the database. All states are there, of each
    /// queue that a linked handler names or that had a job when it was last looked at: a number
    /// that has fallen to 0 is reported as 0.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("shop.db");
    /// # let river = side_effects_river::River::sqlite(path.to_str().unwrap()).await?;
    /// river.jobs().report_metrics().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Jobs`] where the database cannot be read. No gauge has changed then.
    pub async fn report_metrics(&self) -> Result<(), Error> {
        let tallies = self.tallies().await?;
        let queues = tallies.iter().map(|tally| &*tally.queue);
        let queues = self.river().reported().with(queues);
        describe();
        for queue in queues {
            let of_queue = tallies.iter().filter(|tally| tally.queue == queue);
            report(&queue, of_queue);
        }
        Ok(())
    }
}

fn report<'a>(queue: &str, tallies: impl Iterator<Item = &'a Tally>) {
    let mut counts: BTreeMap<_, _> = State::ALL.into_iter().map(|state| (state, 0)).collect();
    let mut age = 0_f64;
    for tally in tallies {
        *counts.entry(tally.state).or_default() += tally.count;
        age = age.max(tally.due_since.unwrap_or_default());
    }
    for (state, count) in counts {
        let labels = [("queue", queue.to_owned()), ("state", state.to_string())];
        #[allow(clippy::cast_precision_loss, reason = "no table has 2^52 rows")]
        gauge!(JOBS, &labels).set(count as f64);
    }
    gauge!(AGE, "queue" => queue.to_owned()).set(age);
}

/// Each time, since the recorder may be another one.
fn describe() {
    describe_gauge!(
        JOBS,
        Unit::Count,
        "Jobs of durable side effects, by their queue and state."
    );
    describe_gauge!(
        AGE,
        Unit::Seconds,
        "How long the job that waits longest could have run by now."
    );
}
