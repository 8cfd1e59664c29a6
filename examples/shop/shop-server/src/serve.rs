//! The server: from its start to its last request, and what has to be waited for then.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use shop::Store;
use side_effects::background;
use side_effects_river::{Engine, River};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::{info, warn};

use crate::catch_up::catch_up;
use crate::feed::Feed;
use crate::routes::{App, routes};
use crate::shutdown::{Grace, Shutdown};
use crate::{Config, Error, metrics, provide, shutdown, work};

/// How many background effects run at once. The others wait.
const IN_BACKGROUND: usize = 8;

/// Serves until it is told to stop; with a worker in the same process, if it is to have one.
///
/// # Errors
///
/// If it cannot start, or abandons effects at its end.
pub async fn serve<DB: Store + Engine>(
    config: &Config,
    river: River<DB>,
    feed: Feed,
    recorded: PrometheusHandle,
    with_worker: bool,
) -> Result<(), Error> {
    let shutdown = Shutdown::listen()?;
    DB::create(river.pool()).await?;
    let provided = provide(config, &river).await?;
    side_effects::assert_wired();
    background::limit(IN_BACKGROUND);
    let caught_up = catch_up(river.pool(), &provided.audit, &provided.search).await?;
    info!(
        caught_up.audit,
        caught_up.index, caught_up.loyalty, "caught up"
    );

    tokio::spawn(metrics::keep_up(recorded.clone()));
    let worker = with_worker.then(|| work::start(&config.jobs, &river));
    let worker = worker.transpose()?;
    let app = App {
        shop: Arc::new(river),
        search: provided.search,
        feed,
        metrics: recorded,
    };
    let listen = |source| Error::Listen {
        address: config.listen,
        source,
    };
    let listener = TcpListener::bind(config.listen).await.map_err(listen)?;
    println!("listening on http://{}", listener.local_addr()?);

    // In this order: no new requests, then those that are here, then jobs, and last what all of these
    // and clients that hung up have left behind.
    let grace = accept_until_requested(listener, app, shutdown, config.grace).await?;
    let jobs = match worker {
        Some(worker) => work::stop(worker, &grace).await,
        None => Ok(()),
    };
    let drained = background::drain(grace.left()).await;
    info!(drained.finished, drained.abandoned, "effects ended");
    jobs?;
    shutdown::complete("background effects", drained.abandoned)
}

/// Returns when the last request is done, or has taken half of the time for the shutdown.
async fn accept_until_requested(
    listener: TcpListener,
    app: App,
    shutdown: Shutdown,
    grace: Duration,
) -> Result<Grace, Error> {
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, routes(app)).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let server = tokio::spawn(server.into_future());
    let grace = shutdown.requested(grace).await;
    drop(stop);
    match timeout(grace.left() / 2, server).await {
        Ok(Ok(served)) => served?,
        Ok(Err(error)) => resume_unwind(error.into_panic()),
        Err(_) => warn!("some requests have not ended in time"),
    }
    Ok(grace)
}
