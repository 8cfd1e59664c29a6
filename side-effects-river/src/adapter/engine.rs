//! What differs from one database to the other.

use riverqueue::{Client, ClientBuilder, InsertBatch};
use side_effects::durable::{BoxError, BoxFuture};
use sqlx::{Pool, Transaction};

use super::tally::Row;

/// A database that River runs on: [`sqlx::Sqlite`] or [`sqlx::Postgres`].
///
/// Nobody else implements this.
pub trait Engine: Backend {}

impl<DB: Backend> Engine for DB {}

/// Not part of the interface, so that it can follow River's.
pub trait Backend: sqlx::Database {
    /// Whether an insertion fails in a transaction that the database has given up.
    const INSERT_TELLS_ABORTED: bool;

    fn client(pool: &Pool<Self>) -> ClientBuilder;

    fn migrate(pool: &Pool<Self>) -> BoxFuture<'_, Result<(), BoxError>>;

    /// Begins a transaction that may write, and that is not left half begun when this is
    /// dropped.
    fn begin(pool: &Pool<Self>) -> BoxFuture<'_, Result<Transaction<'static, Self>, sqlx::Error>>;

    /// Whether a commit would commit.
    fn is_open<'a>(tx: &'a mut Transaction<'_, Self>) -> BoxFuture<'a, Result<bool, sqlx::Error>>;

    fn insert<'a>(
        client: &'a Client,
        batch: InsertBatch,
        tx: &'a mut Transaction<'_, Self>,
    ) -> BoxFuture<'a, Result<(), riverqueue::Error>>;

    /// How many jobs of ours are in each queue and state, and since how many seconds the first of
    /// those that wait is due.
    fn tallies(pool: &Pool<Self>) -> BoxFuture<'_, Result<Vec<Row>, sqlx::Error>>;
}
