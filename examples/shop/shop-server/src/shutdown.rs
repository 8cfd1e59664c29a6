//! The word to stop.

use tracing::info;

use crate::Error;

/// Waits for Ctrl-C, or for SIGTERM, which is what service managers send.
pub(crate) async fn requested() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
    info!("shutting down");
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => drop(terminate.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

/// Whether all has ended: who has stopped the program sees by its exit code what is left behind.
pub(crate) fn complete(what: &'static str, abandoned: usize) -> Result<(), Error> {
    match abandoned {
        0 => Ok(()),
        count => Err(Error::Abandoned { what, count }),
    }
}
