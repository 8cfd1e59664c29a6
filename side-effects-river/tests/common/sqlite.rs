//! SQLite, in a file.
#![allow(dead_code, reason = "no test binary needs all of it")]

use side_effects_river::River;
use side_effects_river::sqlx::{Pool, Sqlite};
use tempfile::TempDir;

pub(crate) type Db = Sqlite;

pub(crate) const ID: &str = "INTEGER PRIMARY KEY";
/// Whether a statement that fails dooms the transaction around it.
pub(crate) const AN_ERROR_ABORTS: bool = false;
/// A statement that fails, and takes the transaction with it.
pub(crate) const ABORT: &str = "INSERT OR ROLLBACK INTO articles VALUES ('teapot')";

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

    pub(crate) fn url(&self) -> String {
        let path = self.folder.path().join("shop.db");
        path.to_str().unwrap().to_owned()
    }

    pub(crate) async fn river(&self) -> River<Db> {
        River::sqlite(self.url()).await.unwrap()
    }
}

/// Nothing is left to wait for: what is closed here is done.
pub(crate) async fn settle(_looker: &Pool<Db>) {}

/// A statement that puts the time for which jobs are scheduled this far back.
pub(crate) fn backdate(seconds: u32) -> String {
    format!("UPDATE river_job SET scheduled_at = datetime('now', 'subsec', '-{seconds} seconds')")
}

/// A statement that replaces a piece of the stored jobs.
pub(crate) fn rewrite(from: &str, to: &str) -> String {
    format!("UPDATE river_job SET args = jsonb(replace(json(args), '{from}', '{to}'))")
}
