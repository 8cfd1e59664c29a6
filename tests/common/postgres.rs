//! PostgreSQL for tests: a database of a test's own, where there is a server.

use std::env;
use std::io::{Write as _, stderr};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::UNIX_EPOCH;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Error};

/// A database of a test's own, deleted when this is dropped.
pub(crate) struct Database {
    server: PgConnectOptions,
    name: String,
}

impl Database {
    /// None, with a loud word, where there is no server.
    pub(crate) async fn create() -> Option<Self> {
        let (server, mut connection) = connect().await?;
        let name = unique_name();
        run(&mut connection, format!("CREATE DATABASE {name}")).await;
        connection.close().await.unwrap();
        Some(Self { server, name })
    }

    /// How to connect to it.
    pub(crate) fn options(&self) -> PgConnectOptions {
        self.server.clone().database(&self.name)
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
    format!("side_effects_{}_{now}_{count}", process::id())
}

async fn run(connection: &mut PgConnection, statement: String) {
    let query = sqlx::query(AssertSqlSafe(statement));
    query.execute(connection).await.unwrap();
}
