//! PostgreSQL.
#![allow(dead_code, reason = "no test binary needs all of it")]

#[path = "../../../tests/common/postgres.rs"]
mod server;

use std::time::Duration;

use side_effects_river::River;
use sqlx::{ConnectOptions as _, Pool, Postgres};

pub(crate) use server::Database;

pub(crate) type Db = Postgres;

pub(crate) const ID: &str = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
/// Whether a statement that fails dooms the transaction around it.
pub(crate) const AN_ERROR_ABORTS: bool = true;
/// A statement that fails, and takes the transaction with it.
pub(crate) const ABORT: &str = "INSERT INTO articles VALUES ('teapot')";

impl Database {
    pub(crate) fn url(&self) -> String {
        self.options().to_url_lossy().into()
    }

    pub(crate) async fn river(&self) -> River<Db> {
        River::postgres(self.url()).await.unwrap()
    }
}

/// Waits until the server is done with all connections but those of this pool: it goes on with
/// what it was sent after they are closed here.
pub(crate) async fn settle(looker: &Pool<Db>) {
    let others = "SELECT count(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid()
                  AND backend_type = 'client backend' AND state <> 'idle'";
    while sqlx::query_scalar::<_, i64>(others)
        .fetch_one(looker)
        .await
        .unwrap()
        > 0
    {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// A statement that puts the time for which jobs are scheduled this far back.
pub(crate) fn backdate(seconds: u32) -> String {
    format!("UPDATE river_job SET scheduled_at = now() - interval '{seconds} seconds'")
}

/// A statement that replaces a piece of the stored jobs.
pub(crate) fn rewrite(from: &str, to: &str) -> String {
    // PostgreSQL writes a space after the colon.
    let [from, to] = [from, to].map(|piece| piece.replacen("\":\"", "\": \"", 1));
    format!("UPDATE river_job SET args = replace(args::text, '{from}', '{to}')::jsonb")
}
