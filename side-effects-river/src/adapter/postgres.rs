//! PostgreSQL.

use riverqueue::database::begin_postgres;
use riverqueue::migrate::PostgresMigrator;
use riverqueue::{Client, ClientBuilder, InsertBatch};
use side_effects::durable::{BoxError, BoxFuture};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, Pool, Postgres, Transaction};

use super::engine::Backend;
use super::insert::is_aborted_sql;
use super::migrate::migrate;
use super::tally::Row;
use crate::Error;

/// For the application and a worker together; the worker's listener is one more.
const MAX_CONNECTIONS: u32 = 20;

pub(crate) async fn connect(url: &str) -> Result<Pool<Postgres>, Error> {
    let options: PgConnectOptions = url.parse().map_err(|source| Error::Connect {
        database: "PostgreSQL: its URL cannot be read".into(),
        source,
    })?;
    let database = format!(
        "PostgreSQL at {}:{}, database {:?}",
        options.get_host(),
        options.get_port(),
        options.get_database().unwrap_or(options.get_username()),
    );
    PgPoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .after_release(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        .connect_with(options)
        .await
        .map_err(|source| Error::Connect { database, source })
}

impl Backend for Postgres {
    const INSERT_TELLS_ABORTED: bool = true;

    fn client(pool: &Pool<Self>) -> ClientBuilder {
        Client::builder(pool)
    }

    fn migrate(pool: &Pool<Self>) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(async {
            let migrator = PostgresMigrator::new(pool.clone());
            migrate(|| migrator.migrate_up()).await
        })
    }

    fn begin(pool: &Pool<Self>) -> BoxFuture<'_, Result<Transaction<'static, Self>, sqlx::Error>> {
        Box::pin(begin_postgres(pool))
    }

    /// In a transaction that the server has given up, every statement fails, and `COMMIT` alone
    /// says that all is well.
    fn is_open<'a>(tx: &'a mut Transaction<'_, Self>) -> BoxFuture<'a, Result<bool, sqlx::Error>> {
        Box::pin(async {
            match sqlx::query("SELECT 1").execute(&mut **tx).await {
                Ok(_) => Ok(true),
                Err(error) if is_aborted_sql(&error) => Ok(false),
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
            SELECT queue, state::text, count(*),
                extract(epoch FROM max(now() - scheduled_at) FILTER (
                    WHERE state IN ('available', 'retryable', 'scheduled')
                ))::float8
            FROM river_job WHERE kind = 'side_effect' GROUP BY queue, state";
        Box::pin(sqlx::query_as(tallies).fetch_all(pool))
    }
}
