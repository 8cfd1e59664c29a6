//! SQLite, in a folder of its own.

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use sqlx::{Pool, Sqlite};
use tempfile::TempDir;

pub(crate) type Db = Sqlite;

pub(crate) struct Database(TempDir);

impl Database {
    pub(crate) async fn create() -> Option<Self> {
        Some(Self(tempfile::tempdir().unwrap()))
    }

    pub(crate) async fn pool(&self) -> Pool<Db> {
        let options = SqliteConnectOptions::new()
            .filename(self.0.path().join("shop.db"))
            .create_if_missing(true);
        SqlitePool::connect_with(options).await.unwrap()
    }
}
