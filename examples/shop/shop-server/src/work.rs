//! The worker: it mails, and tells the warehouse.

use shop::Store;
use side_effects_river::{Engine, River, Worker};
use tracing::info;

use crate::config::Jobs;
use crate::shutdown::{Grace, Shutdown};
use crate::{Config, Error, provide, shutdown};

/// Works until it is told to stop.
///
/// # Errors
///
/// If it cannot start, or abandons jobs at its end.
pub async fn work<DB: Store + Engine>(config: &Config, river: River<DB>) -> Result<(), Error> {
    let shutdown = Shutdown::listen()?;
    provide(config, &river).await?;
    side_effects::assert_wired();
    let mut worker = start(&config.jobs, &river)?;
    worker.ready().await?;
    println!("working");
    let grace = shutdown.requested(config.grace).await;
    stop(worker, &grace).await
}

/// Starts a worker for all queues.
pub(crate) fn start<DB: Engine>(jobs: &Jobs, river: &River<DB>) -> Result<Worker, Error> {
    let mut worker = river.worker();
    if let Some(timeout) = jobs.timeout {
        worker = worker.job_timeout(timeout);
    }
    if let Some(threshold) = jobs.stuck_after {
        worker = worker.stuck_after(threshold);
    }
    if let Some(age) = jobs.rescue_after {
        worker = worker.rescue_after(age);
    }
    if let Some(pause) = jobs.retry {
        worker = worker.retry(move |_, _| pause);
    }
    Ok(worker.start()?)
}

/// Lets the jobs that run come to their end. What does not is tried again by another worker.
pub(crate) async fn stop(worker: Worker, grace: &Grace) -> Result<(), Error> {
    let stopped = worker.stop(grace.left()).await;
    info!(stopped.finished, stopped.abandoned, "worker stopped");
    shutdown::complete("jobs", stopped.abandoned)
}
