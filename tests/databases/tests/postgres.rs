//! Holds and transactions on PostgreSQL: the server of `DATABASE_URL`, or else one on
//! 127.0.0.1:5432 that lets `postgres` in without a password. Where there is none, each
//! test says so, and is skipped.

#[path = "../../common/postgres.rs"]
mod server;
mod suite;

/// What differs from one engine to the other.
mod engine {
    use std::time::Duration;

    use sqlx::pool::PoolOptions;
    use sqlx::{Pool, Postgres};

    pub(crate) use crate::server::Database;

    pub(crate) type Db = Postgres;

    pub(crate) const ID: &str = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
    /// Whether a statement that fails dooms the transaction around it.
    pub(crate) const AN_ERROR_ABORTS: bool = true;
    /// The error of who has waited too long for another transaction.
    pub(crate) const WAITED_TOO_LONG: &str = "canceling statement due to lock timeout";

    impl Database {
        /// A pool of one connection, which waits that long for a transaction that is in its
        /// way.
        pub(crate) async fn pool(&self, patience: Duration) -> Pool<Db> {
            let patience = format!("{}ms", patience.as_millis());
            let options = self.options().options([
                ("lock_timeout", patience.as_str()),
                // These tests do not outlive a power failure.
                ("synchronous_commit", "off"),
            ]);
            let pool = PoolOptions::new().max_connections(1);
            pool.connect_with(options).await.unwrap()
        }
    }

    /// Waits until the server is done with all connections but this one: it goes on with
    /// what it was sent after they are closed here.
    pub(crate) async fn settle(looker: &Pool<Db>) {
        let others = "SELECT count(*) FROM pg_stat_activity
                      WHERE datname = current_database() AND pid <> pg_backend_pid()
                      AND backend_type = 'client backend'";
        while sqlx::query_scalar::<_, i64>(others)
            .fetch_one(looker)
            .await
            .unwrap()
            > 0
        {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}
