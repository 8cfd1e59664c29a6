//! PostgreSQL.
#![allow(dead_code, reason = "no test binary needs all of it")]

use std::env;
use std::io::{Write as _, stderr};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use side_effects_river::River;
use side_effects_river::sqlx::postgres::{PgConnectOptions, PgConnection};
use side_effects_river::sqlx::{
    self, AssertSqlSafe, ConnectOptions as _, Connection as _, Error, Pool, Postgres,
};

pub(crate) type Db = Postgres;

pub(crate) const ID: &str = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
/// Whether a statement that fails dooms the transaction around it.
pub(crate) const AN_ERROR_ABORTS: bool = true;
/// A statement that fails, and takes the transaction with it.
pub(crate) const ABORT: &str = "INSERT INTO articles VALUES ('teapot')";

/// A database of a test's own, deleted when this is dropped.
pub(crate) struct Database {
    server: PgConnectOptions,
    name: String,
}

impl Database {
    pub(crate) async fn create() -> Option<Self> {
        let (server, mut connection) = connect().await?;
        let name = unique_name();
        run(&mut connection, format!("CREATE DATABASE {name}")).await;
        connection.close().await.unwrap();
        Some(Self { server, name })
    }

    pub(crate) fn url(&self) -> String {
        self.server
            .clone()
            .database(&self.name)
            .to_url_lossy()
            .into()
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

impl Drop for Database {
    /// On a thread of its own, since a runtime cannot be blocked on in another. Whoever is still
    /// connected is disconnected.
    fn drop(&mut self) {
        let drop_database = async {
            let mut connection = self.server.connect().await.unwrap();
            let name = &self.name;
            run(
                &mut connection,
                format!("DROP DATABASE {name} WITH (FORCE)"),
            )
            .await;
        };
        let runtime = || {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            builder.enable_all().build().unwrap()
        };
        thread::scope(|scope| {
            scope.spawn(|| runtime().block_on(drop_database));
        });
    }
}

/// None where no server was named and the usual one does not let us in.
async fn connect() -> Option<(PgConnectOptions, PgConnection)> {
    if let Ok(url) = env::var("DATABASE_URL") {
        let server: PgConnectOptions = url.parse().unwrap();
        let connection = server.connect().await;
        return Some((server, connection.expect("the server of DATABASE_URL")));
    }
    let server = PgConnectOptions::new_without_pgpass()
        .host("127.0.0.1")
        .port(5432)
        .username("postgres")
        .database("postgres");
    match server.connect().await {
        Ok(connection) => Some((server, connection)),
        Err(error) => {
            skip(&error);
            None
        }
    }
}

/// Not by `eprintln!`, which nobody sees of a test that passes.
fn skip(error: &Error) {
    let test = thread::current().name().unwrap_or("a test").to_owned();
    let text = format!(
        "!!! SKIPPED: {test}: there is no PostgreSQL on 127.0.0.1:5432 for `postgres` without a \
         password ({error}). Set DATABASE_URL to one.\n"
    );
    stderr().write_all(text.as_bytes()).unwrap();
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = UNIX_EPOCH.elapsed().unwrap().as_micros();
    format!("side_effects_river_{}_{now}_{count}", process::id())
}

async fn run(connection: &mut PgConnection, statement: String) {
    let query = sqlx::query(AssertSqlSafe(statement));
    query.execute(connection).await.unwrap();
}

/// A statement that replaces a piece of the stored jobs.
pub(crate) fn rewrite(from: &str, to: &str) -> String {
    // PostgreSQL writes a space after the colon.
    let [from, to] = [from, to].map(|piece| piece.replacen("\":\"", "\": \"", 1));
    format!("UPDATE river_job SET args = replace(args::text, '{from}', '{to}')::jsonb")
}
