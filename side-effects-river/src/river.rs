//! The connection to River, and transactions whose jobs commit with them.

use std::fmt;
use std::panic::resume_unwind;

use side_effects::durable::{self, BoxError, BoxFuture, Job, Queue};
use side_effects::{Hold, background};
use sqlx::{Pool, Transaction};
use tracing::Instrument as _;

use crate::adapter::{Engine, Inserter, is_aborted};
use crate::{Error, Jobs, WorkerBuilder};

/// Durable side effects in a database.
///
/// A clone is the same one.
///
/// # Examples
///
/// ```
/// use side_effects_river::{River, sqlx};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("shop.db");
/// let river = River::sqlite(path.to_str().unwrap()).await?;
/// river.install();
///
/// sqlx::query("CREATE TABLE orders (article TEXT)").execute(river.pool()).await?;
/// # Ok(())
/// # }
/// ```
pub struct River<DB: Engine> {
    pool: Pool<DB>,
    inserter: Inserter,
    #[cfg(feature = "metrics")]
    reported: crate::metrics::Reported,
}

#[cfg(feature = "sqlite")]
impl River<sqlx::Sqlite> {
    /// Opens or creates a SQLite database, by a path or a `sqlite:` URL, and creates or upgrades
    /// River's tables in it.
    ///
    /// Its pool has 8 connections, in WAL mode, so that readers do not wait for the one that
    /// writes, and with a busy timeout of 5 seconds: that long, whoever wants to write waits for
    /// who does. The rest is SQLite's default: what is committed survives a power failure. A
    /// connection whose transaction has not ended is not used again (see
    /// [`with_pool`](Self::with_pool)).
    ///
    /// # Errors
    ///
    /// [`Error::Connect`], [`Error::Migrate`], and [`Error::Configuration`] for a database in
    /// memory, which would not be durable.
    pub async fn sqlite(path_or_url: impl AsRef<str>) -> Result<Self, Error> {
        let pool = crate::adapter::connect_sqlite(path_or_url.as_ref()).await?;
        Self::with_pool(pool).await
    }
}

#[cfg(feature = "postgres")]
impl River<sqlx::Postgres> {
    /// Connects to PostgreSQL, and creates or upgrades River's tables there.
    ///
    /// Its pool has up to 20 connections; a worker's listener is one more. A connection whose
    /// transaction has not ended is not used again. TLS is up to the application: by a feature of
    /// its own dependency on sqlx.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use side_effects_river::River;
    ///
    /// # async fn example() -> Result<(), side_effects_river::Error> {
    /// let river = River::postgres("postgres://shop@db.example.org/shop").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Connect`] and [`Error::Migrate`].
    pub async fn postgres(url: impl AsRef<str>) -> Result<Self, Error> {
        let pool = crate::adapter::connect_postgres(url.as_ref()).await?;
        Self::with_pool(pool).await
    }
}

impl<DB: Engine> River<DB> {
    /// Takes a pool of the application's, and creates or upgrades River's tables.
    ///
    /// Its options are the application's. For SQLite, they should be those of
    /// [`sqlite`](Self::sqlite), the guard included: where a disk is full, SQLite ends a transaction by
    /// itself, sqlx does not notice, and every later `BEGIN` on that connection fails. A worker
    /// that gets such a connection stalls.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use side_effects_river::River;
    /// use side_effects_river::sqlx::Connection as _;
    /// use side_effects_river::sqlx::sqlite::{
    ///     SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions,
    /// };
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("shop.db");
    /// let options = SqliteConnectOptions::new()
    ///     .filename(path)
    ///     .create_if_missing(true)
    ///     .journal_mode(SqliteJournalMode::Wal)
    ///     .busy_timeout(Duration::from_secs(5));
    /// let pool = SqlitePoolOptions::new()
    ///     .after_release(|connection, _| {
    ///         Box::pin(async move {
    ///             connection.ping().await?; // behind a rollback that may be on its way
    ///             Ok(!connection.is_in_transaction())
    ///         })
    ///     })
    ///     .connect_with(options)
    ///     .await?;
    /// let river = River::with_pool(pool).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Migrate`].
    pub async fn with_pool(pool: Pool<DB>) -> Result<Self, Error> {
        DB::migrate(&pool).await.map_err(Error::Migrate)?;
        let inserter = Inserter::new(&pool)?;
        Ok(Self {
            pool,
            inserter,
            #[cfg(feature = "metrics")]
            reported: Default::default(),
        })
    }

    /// The pool, for the application's own queries.
    #[must_use]
    pub fn pool(&self) -> &Pool<DB> {
        &self.pool
    }

    /// Makes this the place where the jobs of this process go that are written outside a
    /// [`transaction`](Self::transaction): the queue of [`durable::install`].
    pub fn install(&self) {
        durable::install(self.clone());
    }

    /// Runs `body` in a transaction, whose durable side effects commit with it.
    ///
    /// What fires in `body` is held back. When it returns `Ok`, the jobs of durable handlers are
    /// written in the same transaction, that is committed, and then the other handlers of what
    /// fired run. When it returns `Err`, panics, or is dropped, the transaction is rolled back, and
    /// what fired is forgotten.
    ///
    /// The future can be dropped at any time. Until `body` has returned, that rolls back. From then
    /// on, a task of the runtime writes, commits and runs the handlers, and goes on without its
    /// caller: no committed order lacks its effects. At the end of the program,
    /// [`background::drain`] waits for it.
    ///
    /// In another hold, the handlers that are not durable wait for that one.
    ///
    /// On SQLite, the transaction begins with `BEGIN IMMEDIATE`, so that what reads first and then
    /// writes does not fail beside others that write; and one transaction runs at a time, so a
    /// body should not wait for the network.
    ///
    /// # Examples
    ///
    /// ```
    /// use serde::{Deserialize, Serialize};
    /// use side_effects::{has_side_effects, is_side_effect_of};
    /// use side_effects_river::sqlx::{self, Sqlite, Transaction};
    /// use side_effects_river::River;
    ///
    /// #[derive(Clone, Serialize, Deserialize)]
    /// struct Order {
    ///     id: i64,
    /// }
    ///
    /// #[has_side_effects("transaction_example")]
    /// async fn place_order(
    ///     tx: &mut Transaction<'_, Sqlite>,
    ///     article: &str,
    /// ) -> Result<Order, side_effects_river::Error> {
    ///     # Ok(Order { id: 7 })
    /// }
    ///
    /// /// Mail the confirmation.
    /// #[is_side_effect_of("transaction_example", durable(queue = "mail"))]
    /// async fn confirm(article: &str, return_value: &Order) {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), side_effects_river::Error> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let path = folder.path().join("shop.db");
    /// let river = River::sqlite(path.to_str().unwrap()).await?;
    ///
    /// let article = String::from("teapot");
    /// let order = river.transaction(async |tx| place_order(tx, &article).await).await?;
    ///
    /// assert_eq!(order.id, 7);
    /// let jobs = river.jobs().list(&Default::default()).await?.jobs;
    /// assert_eq!(jobs[0].args["article"], "teapot");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// That of `body`, or [`Error::Begin`], [`Error::Write`], [`Error::Commit`],
    /// [`Error::RolledBack`] or [`Error::Interrupted`]. None is retried.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime; with what `body` panics with; and, where
    /// [`set_abort_on_error`](side_effects::set_abort_on_error) says so, when a handler fails after
    /// the commit.
    pub async fn transaction<T, E>(
        &self,
        body: impl AsyncFnOnce(&mut Transaction<'_, DB>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error>,
    {
        let outer = Hold::current();
        let mut tx = DB::begin(&self.pool).await.map_err(Error::Begin)?;
        let hold = Hold::new();
        let value = hold.wrap(body(&mut tx)).await;
        let value = match value {
            Ok(value) => value,
            Err(error) => {
                hold.discard();
                // So that the caller finds its locks gone. Where it fails, the connection is
                // broken, and the database rolls back by itself.
                let _ = tx.rollback().await;
                return Err(error);
            }
        };
        let river = self.clone();
        let finish = async move {
            river.write(&hold, &mut tx).await?;
            tx.commit().await.map_err(Error::Commit)?;
            match outer {
                Some(outer) => outer.wrap(hold.release_async()).await,
                None => hold.release_async().await,
            };
            Ok(())
        };
        match background::spawn(finish.in_current_span()).await {
            Ok(Ok(())) => Ok(value),
            Ok(Err(error)) => Err(E::from(error)),
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            Err(_) => Err(E::from(Error::Interrupted)),
        }
    }

    /// Writes the jobs of durable handlers that wait in a hold, in a transaction of the caller's:
    /// [`transaction`](Self::transaction) by hand, without what that does about a caller that is
    /// dropped.
    ///
    /// The other handlers of what fired stay in the hold, to be released after the commit. On
    /// SQLite, the transaction should have begun with `BEGIN IMMEDIATE`.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{Hold, has_side_effects, is_side_effect_of};
    /// use side_effects_river::River;
    ///
    /// #[has_side_effects("write_example")]
    /// async fn place_order(article: &str) {}
    ///
    /// /// Mail the confirmation.
    /// #[is_side_effect_of("write_example", durable)]
    /// async fn confirm(article: &str) {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("shop.db");
    /// # let river = River::sqlite(path.to_str().unwrap()).await?;
    /// let mut tx = river.pool().begin_with("BEGIN IMMEDIATE").await?;
    /// let hold = Hold::new();
    /// hold.wrap(place_order("teapot")).await;
    ///
    /// river.write(&hold, &mut tx).await?;
    /// tx.commit().await?;
    /// hold.release_async().await;
    /// # assert_eq!(river.jobs().list(&Default::default()).await?.jobs.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Write`], and [`Error::RolledBack`] where the database has given up the transaction
    /// before. The jobs are gone from the hold, and the transaction has to be rolled back.
    pub async fn write(&self, hold: &Hold, tx: &mut Transaction<'_, DB>) -> Result<(), Error> {
        let jobs = hold.take_jobs();
        // Where the insertion fails in a transaction that was given up, it is not asked before.
        if jobs.is_empty() || !DB::INSERT_TELLS_ABORTED {
            let is_open = DB::is_open(tx).await;
            if !is_open.map_err(|error| Error::Write(error.into()))? {
                return Err(Error::RolledBack);
            }
        }
        if jobs.is_empty() {
            return Ok(());
        }
        let inserted = self.inserter.insert_in(jobs, tx).await;
        inserted.map_err(|error| {
            if is_aborted(&error) {
                Error::RolledBack
            } else {
                Error::Write(error.into())
            }
        })
    }

    /// A worker, to be configured and started.
    #[must_use = "a worker does nothing until it is started"]
    pub fn worker(&self) -> WorkerBuilder<DB> {
        WorkerBuilder::new(self.clone())
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn reported(&self) -> &crate::metrics::Reported {
        &self.reported
    }

    /// The jobs, to look at them and to put them right.
    #[must_use]
    pub fn jobs(&self) -> Jobs<'_, DB> {
        Jobs::new(self)
    }
}

impl<DB: Engine> Queue for River<DB> {
    fn write(&self, jobs: Vec<Job>) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(async { Ok(self.inserter.insert(jobs).await?) })
    }
}

impl<DB: Engine> Clone for River<DB> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            inserter: self.inserter.clone(),
            #[cfg(feature = "metrics")]
            reported: self.reported.clone(),
        }
    }
}

impl<DB: Engine> fmt::Debug for River<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("River").field("engine", &DB::NAME).finish()
    }
}
