//! SQLite.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use riverqueue::database::begin_sqlite_write;
use riverqueue::migrate::SqliteMigrator;
use riverqueue::{Client, ClientBuilder, InsertBatch};
use side_effects::durable::{BoxError, BoxFuture};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{Connection as _, Pool, Sqlite, Transaction};

use super::engine::Backend;
use super::migrate::migrate;
use super::tally::Row;
use crate::Error;

/// How long a connection waits for the one that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Before a database that was locked is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// One writes at a time anyway; the others read.
const MAX_CONNECTIONS: u32 = 8;

/// A pool over a file, which is created where there is none.
pub(crate) async fn connect(path_or_url: &str) -> Result<Pool<Sqlite>, Error> {
    let connect = |source| Error::Connect {
        database: format!("the SQLite database {path_or_url:?}"),
        source,
    };
    let options = if path_or_url.starts_with("sqlite:") {
        SqliteConnectOptions::from_str(path_or_url).map_err(connect)?
    } else {
        SqliteConnectOptions::new().filename(PathBuf::from(path_or_url))
    };
    if path_or_url.contains(":memory:") || path_or_url.contains("mode=memory") {
        return Err(Error::Configuration(
            "jobs in memory are not durable: `River::sqlite` needs a file".into(),
        ));
    }
    let options = options
        .create_if_missing(true)
        // Readers do not wait for the one that writes, nor it for them.
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(BUSY_TIMEOUT);
    let pool = SqlitePoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .after_release(|connection, _| {
            Box::pin(async move {
                // A rollback may be on its way: behind it, the question has an answer.
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        });
    let started = Instant::now();
    loop {
        match pool.clone().connect_with(options.clone()).await {
            // For one that makes the file a WAL, SQLite does not wait: of two programs that start at
            // once on an empty database, one is refused.
            Err(error) if is_busy(&error) && started.elapsed() < BUSY_TIMEOUT => {
                tokio::time::sleep(PAUSE).await;
            }
            connected => return connected.map_err(connect),
        }
    }
}

/// Whether another connection holds a lock: `SQLITE_BUSY`, or one of its extended codes, which have
/// it in their last byte.
fn is_busy(error: &sqlx::Error) -> bool {
    const SQLITE_BUSY: u32 = 5;
    let code = error.as_database_error().and_then(|error| error.code());
    let code = code.and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == SQLITE_BUSY)
}

impl Backend for Sqlite {
    const INSERT_TELLS_ABORTED: bool = false;

    fn client(pool: &Pool<Self>) -> ClientBuilder {
        Client::builder(pool)
    }

    fn migrate(pool: &Pool<Self>) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(async {
            let migrator = SqliteMigrator::new(pool.clone());
            migrate(|| migrator.migrate_up()).await
        })
    }

    fn begin(pool: &Pool<Self>) -> BoxFuture<'_, Result<Transaction<'static, Self>, sqlx::Error>> {
        Box::pin(begin_sqlite_write(pool))
    }

    /// SQLite rolls a transaction back by itself where the disk is full, and then commits each
    /// statement at once. A second `BEGIN` tells: it fails where there is a transaction.
    fn is_open<'a>(tx: &'a mut Transaction<'_, Self>) -> BoxFuture<'a, Result<bool, sqlx::Error>> {
        Box::pin(async {
            match sqlx::query("BEGIN").execute(&mut **tx).await {
                Ok(_) => {
                    sqlx::query("ROLLBACK").execute(&mut **tx).await?;
                    Ok(false)
                }
                Err(sqlx::Error::Database(error))
                    if error.message().contains("within a transaction") =>
                {
                    Ok(true)
                }
                Err(error) => Err(error),
            }
        })
    }

    fn insert<'a>(
        client: &'a Client,
        batch: InsertBatch,
        tx: &'a mut Transaction<'_, Self>,
    ) -> BoxFuture<'a, Result<(), riverqueue::Error>> {
        Box::pin(async move {
            client.insert_batch(batch).tx(tx).await?;
            Ok(())
        })
    }

    fn tallies(pool: &Pool<Self>) -> BoxFuture<'_, Result<Vec<Row>, sqlx::Error>> {
        let tallies = "
            SELECT queue, state, count(*),
                86400.0 * max(julianday('now') - julianday(scheduled_at)) FILTER (
                    WHERE state IN ('available', 'retryable', 'scheduled')
                )
            FROM river_job WHERE kind = 'side_effect' GROUP BY queue, state";
        Box::pin(sqlx::query_as(tallies).fetch_all(pool))
    }
}
