//! Holds and transactions on SQLite, in a file.

mod suite;

/// What differs from one engine to the other.
mod engine {
    use std::time::Duration;

    use sqlx::pool::PoolOptions;
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
    use sqlx::{Pool, Sqlite};
    use tempfile::TempDir;

    pub(crate) type Db = Sqlite;

    pub(crate) const ID: &str = "INTEGER PRIMARY KEY";
    /// Whether a statement that fails dooms the transaction around it.
    pub(crate) const AN_ERROR_ABORTS: bool = false;
    /// The error of who has waited too long for another transaction.
    pub(crate) const WAITED_TOO_LONG: &str = "database is locked";

    /// A database of a test's own, deleted when this is dropped.
    pub(crate) struct Database {
        folder: TempDir,
    }

    impl Database {
        /// Never None: SQLite is compiled in.
        pub(crate) async fn create() -> Option<Self> {
            let folder = TempDir::new().unwrap();
            Some(Self { folder })
        }

        /// A pool of one connection, which waits that long for a transaction that is in its
        /// way.
        pub(crate) async fn pool(&self, patience: Duration) -> Pool<Db> {
            let options = SqliteConnectOptions::new()
                .filename(self.folder.path().join("shop.db"))
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // These tests do not outlive a power failure.
                .synchronous(SqliteSynchronous::Off)
                .busy_timeout(patience);
            let pool = PoolOptions::new().max_connections(1);
            pool.connect_with(options).await.unwrap()
        }
    }

    /// Nothing is left to wait for: what is closed here is done.
    pub(crate) async fn settle(_looker: &Pool<Db>) {}
}
