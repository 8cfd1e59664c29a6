//! The word to stop, and how long that may take.

use std::io;
use std::time::Duration;

use tokio::time::Instant;
use tracing::info;

use crate::Error;

/// Listens for Ctrl-C, and for SIGTERM, which is what service managers send.
pub(crate) struct Shutdown {
    signals: signals::Signals,
}

/// What a shutdown has left of its time.
pub(crate) struct Grace(Instant);

impl Shutdown {
    /// From here on, a signal does not end the process, but is remembered.
    pub(crate) fn listen() -> io::Result<Self> {
        let signals = signals::Signals::listen()?;
        Ok(Self { signals })
    }

    /// Waits for a signal, and then says how long each step may take at most, so that all of them
    /// together take no longer than `grace`.
    pub(crate) async fn requested(mut self, grace: Duration) -> Grace {
        self.signals.next().await;
        info!("shutting down");
        Grace(Instant::now() + grace)
    }
}

impl Grace {
    pub(crate) fn left(&self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

#[cfg(unix)]
mod signals {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        pub(super) fn listen() -> io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }

        pub(super) async fn next(&mut self) {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
        }
    }
}

#[cfg(not(unix))]
mod signals {
    use std::io;

    pub(super) struct Signals;

    impl Signals {
        pub(super) fn listen() -> io::Result<Self> {
            Ok(Self)
        }

        pub(super) async fn next(&mut self) {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending().await
            }
        }
    }
}

/// Whether all has ended: who has stopped the program sees by its exit code what is left behind.
pub(crate) fn complete(what: &'static str, abandoned: usize) -> Result<(), Error> {
    match abandoned {
        0 => Ok(()),
        count => Err(Error::Abandoned { what, count }),
    }
}
