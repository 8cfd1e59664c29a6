//! Why the program ends.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the program could not start, or could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database, or the worker.
    #[error(transparent)]
    River(#[from] side_effects_river::Error),

    /// A table could not be created or read.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),

    /// There is something that is no index.
    #[error("cannot open the search index {}", path.display())]
    Index {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: sqlx::Error,
    },

    /// The audit log cannot be written to.
    #[error("cannot open the audit log {}", path.display())]
    Audit {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },

    /// The HTTP client could not be made.
    #[error("cannot make an HTTP client")]
    Client(#[from] reqwest::Error),

    /// Somebody else listens there.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },

    /// The server or the terminal failed.
    #[error(transparent)]
    Io(#[from] io::Error),

    /// An effect that was to be caught up with failed.
    #[error("cannot catch up with {what}")]
    CatchUp {
        /// Which effect.
        what: &'static str,
        /// Why it failed.
        source: shop_effects::Failed,
    },

    /// There is a metrics recorder already.
    #[error("cannot install the metrics")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),

    /// The time to shut down was over.
    #[error("{count} {what} had not ended by the end of the shutdown, and were abandoned")]
    Abandoned {
        /// What did not end.
        what: &'static str,
        /// How many of it.
        count: usize,
    },
}
