//! A shop: what it does in transactions, and what is to follow from that.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use side_effects::{
    Delivery, Dep, RecordedSideEffects, has_side_effects, is_side_effect_of, record_side_effects,
};
use side_effects_river::sqlx::{self, AssertSqlSafe, Pool, Transaction};
use side_effects_river::{Filter, River, State, StoredJob, WorkerBuilder};
use tokio::sync::Semaphore;

use super::eventually;
use crate::engine::{Database, Db, ID, settle};

#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) enum OrderError {
    Sql(#[from] sqlx::Error),
    River(#[from] side_effects_river::Error),
    #[error("no credit")]
    NoCredit,
}

/// Stores an order, in the caller's transaction.
#[has_side_effects("order_placed")]
pub(crate) async fn place_order(
    tx: &mut Transaction<'_, Db>,
    article: &str,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("INSERT INTO orders (article) VALUES ($1) RETURNING id")
        .bind(article)
        .fetch_one(&mut **tx)
        .await
}

/// Write down that an order was placed, at once after its commit.
#[is_side_effect_of("order_placed")]
async fn audit(article: &str, ledger: Dep<Ledger>) -> Result<(), sqlx::Error> {
    ledger.write("audited", article, 1, "").await
}

/// Confirm it; or not, as the article says.
#[is_side_effect_of(
    "order_placed",
    durable(id = "confirm", queue = "mail", max_attempts = 3)
)]
async fn confirm(
    article: &str,
    delivery: &Delivery,
    ledger: Dep<Ledger>,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let write = |what| ledger.write(what, article, delivery.attempt(), delivery.key());
    write("begun").await?;
    match article {
        "fails" => return Err(Refused(sqlx::Error::RowNotFound).into()),
        "fails once" if delivery.attempt() == 1 => return Err("not yet".into()),
        "panics" => panic!("a bug in attempt {}", delivery.attempt()),
        // Until the test lets it go on.
        "waits" => ledger.goes_on.acquire().await?.forget(),
        _ => {}
    }
    write("done").await?;
    Ok(())
}

#[derive(Debug, thiserror::Error)]
#[error("the mail server refused")]
struct Refused(#[source] sqlx::Error);

/// An origin without a transaction.
#[has_side_effects("order_placed_elsewhere")]
#[allow(unused_variables, reason = "handlers use it")]
pub(crate) async fn place_in_background(article: &str) {}

/// The same, sync.
#[has_side_effects("order_placed_elsewhere")]
#[allow(unused_variables, reason = "handlers use it")]
pub(crate) fn place_sync(article: &str) {}

/// On a thread for blocking work.
#[is_side_effect_of("order_placed_elsewhere", durable(id = "notify", queue = "hooks"))]
fn notify(article: &str, delivery: &Delivery, ledger: Dep<Ledger>) -> Result<(), sqlx::Error> {
    let write = |what| {
        let write = ledger.write(what, article, delivery.attempt(), delivery.key());
        ledger.runtime.block_on(write)
    };
    write("begun")?;
    if article == "sleeps" {
        std::thread::sleep(Duration::from_secs(2));
    }
    write("done")
}

/// Where handlers write down what they do, by a pool of their own.
pub(crate) struct Ledger {
    pool: Pool<Db>,
    goes_on: Semaphore,
    runtime: tokio::runtime::Handle,
}

impl Ledger {
    async fn write(
        &self,
        what: &str,
        article: &str,
        attempt: u32,
        key: &str,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO ledger (what, article, attempt, job) VALUES ($1, $2, $3, $4)")
            .bind(what)
            .bind(article)
            .bind(i64::from(attempt))
            .bind(key)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// A shop with a database of its own, where side effects are on.
pub(crate) struct Shop {
    pub(crate) river: River<Db>,
    pub(crate) events: RecordedSideEffects,
    ledger: Arc<Ledger>,
    /// For the eyes of the test and the pens of handlers: it sees what is committed.
    looker: Pool<Db>,
    database: Database,
}

impl Shop {
    /// None where the engine is not there.
    pub(crate) async fn open() -> Option<Self> {
        let database = Database::create().await?;
        let looker = database.river().await.pool().clone();
        create_tables(&looker).await;
        Some(Self::over(database, looker).await)
    }

    async fn over(database: Database, looker: Pool<Db>) -> Self {
        let ledger = Arc::new(Ledger {
            pool: looker.clone(),
            goes_on: Semaphore::new(0),
            runtime: tokio::runtime::Handle::current(),
        });
        Self {
            river: database.river().await,
            events: record_side_effects().provide_dyn(Arc::clone(&ledger)),
            ledger,
            looker,
            database,
        }
    }

    /// The same shop, as another process sees it, or the same after a restart.
    pub(crate) async fn another_river(&self) -> River<Db> {
        self.database.river().await
    }

    /// Places an order in a transaction.
    pub(crate) async fn order(&self, article: &str) -> Result<i64, OrderError> {
        let order = self.river.transaction(async |tx| {
            let id = place_order(tx, article).await?;
            Ok(id)
        });
        order.await
    }

    /// A worker for handlers of this shop, which tries again soon.
    pub(crate) fn worker(&self) -> WorkerBuilder<Db> {
        self.river
            .worker()
            .scope(self.events.scope())
            .recheck_after(Duration::from_millis(100))
            .retry(|_, _| Duration::from_millis(10))
    }

    /// Lets so many handlers go on that wait.
    pub(crate) fn go_on(&self, handlers: usize) {
        self.ledger.goes_on.add_permits(handlers);
    }

    /// The articles of the orders that are committed.
    pub(crate) async fn orders(&self) -> Vec<String> {
        let orders = sqlx::query_scalar("SELECT article FROM orders ORDER BY id");
        orders.fetch_all(&self.looker).await.unwrap()
    }

    /// The articles that handlers have done this with, in its order.
    pub(crate) async fn ledger(&self, what: &str) -> Vec<String> {
        let rows = sqlx::query_scalar("SELECT article FROM ledger WHERE what = $1 ORDER BY id");
        rows.bind(what).fetch_all(&self.looker).await.unwrap()
    }

    /// The attempts and the keys that handlers saw.
    pub(crate) async fn attempts(&self, what: &str) -> Vec<(i64, String)> {
        let rows = sqlx::query_as("SELECT attempt, job FROM ledger WHERE what = $1 ORDER BY id");
        rows.bind(what).fetch_all(&self.looker).await.unwrap()
    }

    /// All jobs, the oldest first.
    pub(crate) async fn jobs(&self) -> Vec<StoredJob> {
        let river = River::with_pool(self.looker.clone()).await.unwrap();
        let mut jobs = river.jobs().list(&Filter::new()).await.unwrap().jobs;
        jobs.reverse();
        jobs
    }

    /// Their states.
    pub(crate) async fn states(&self) -> Vec<State> {
        self.jobs().await.iter().map(|job| job.state).collect()
    }

    pub(crate) async fn until_states(&self, states: &[State]) {
        eventually(states.to_vec(), || self.states()).await;
    }

    /// Executes a statement as somebody else.
    pub(crate) async fn execute(&self, statement: &str) {
        let query = sqlx::query(AssertSqlSafe(statement.to_owned()));
        query.execute(&self.looker).await.unwrap();
    }

    /// Waits for whatever is still under way in the database.
    pub(crate) async fn settle(&self) {
        self.river.pool().close().await;
        settle(&self.looker).await;
    }

    /// The same shop, without orders.
    pub(crate) async fn reopen(self) -> Self {
        self.settle().await;
        for table in ["ledger", "orders", "river_job"] {
            self.execute(&format!("DELETE FROM {table}")).await;
        }
        let Self {
            events,
            looker,
            database,
            ..
        } = self;
        drop(events);
        Self::over(database, looker).await
    }
}

async fn create_tables(pool: &Pool<Db>) {
    let statements = [
        "CREATE TABLE articles (name TEXT PRIMARY KEY)".to_owned(),
        "INSERT INTO articles VALUES ('teapot'), ('cup'), ('fails'), ('fails once'), ('panics'),
         ('waits')"
            .to_owned(),
        // That there is such an article is seen to at the commit.
        format!(
            "CREATE TABLE orders (id {ID}, article TEXT NOT NULL
             REFERENCES articles DEFERRABLE INITIALLY DEFERRED)"
        ),
        format!(
            "CREATE TABLE ledger (id {ID}, what TEXT NOT NULL, article TEXT NOT NULL,
             attempt BIGINT NOT NULL, job TEXT NOT NULL)"
        ),
    ];
    for statement in statements {
        let query = sqlx::query(AssertSqlSafe(statement));
        query.execute(pool).await.unwrap();
    }
}
