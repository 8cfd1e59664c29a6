//! Holds and transactions on PostgreSQL: the server of `DATABASE_URL`, or else one on
//! 127.0.0.1:5432 that lets `postgres` in without a password. Where there is none, each
//! test says so, and is skipped.

mod suite;

/// What differs from one engine to the other.
mod engine {
    use std::env;
    use std::io::{Write as _, stderr};
    use std::process;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;
    use std::time::{Duration, UNIX_EPOCH};

    use sqlx::pool::PoolOptions;
    use sqlx::postgres::{PgConnectOptions, PgConnection};
    use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Error, Pool, Postgres};

    pub(crate) type Db = Postgres;

    pub(crate) const ID: &str = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
    /// Whether a statement that fails dooms the transaction around it.
    pub(crate) const AN_ERROR_ABORTS: bool = true;
    /// The error of who has waited too long for another transaction.
    pub(crate) const WAITED_TOO_LONG: &str = "canceling statement due to lock timeout";

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

        /// A pool of one connection, which waits that long for a transaction that is in its
        /// way.
        pub(crate) async fn pool(&self, patience: Duration) -> Pool<Db> {
            let patience = format!("{}ms", patience.as_millis());
            let options = (self.server.clone()).database(&self.name).options([
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

    impl Drop for Database {
        /// On a thread of its own, since a runtime cannot be blocked on in another. Whoever
        /// is still connected is disconnected.
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
            "!!! SKIPPED: {test}: there is no PostgreSQL on 127.0.0.1:5432 for `postgres` \
             without a password ({error}). Set DATABASE_URL to one.\n"
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
}
