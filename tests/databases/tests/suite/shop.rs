//! A shop: what it does in transactions, and what is to follow from that.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use side_effects::{
    Dep, RecordedSideEffects, has_side_effects, is_side_effect_of, record_side_effects,
};
use sqlx::{AssertSqlSafe, Pool, Transaction};

use crate::engine::{Database, Db, ID, settle};

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// Stores an order, in the caller's transaction.
#[has_side_effects("order_placed")]
pub(crate) async fn place_order(
    tx: &mut Transaction<'_, Db>,
    article: &str,
) -> Result<i64, sqlx::Error> {
    insert_order(tx, article).await
}

/// The same, without side effects.
pub(crate) async fn insert_order(
    tx: &mut Transaction<'_, Db>,
    article: &str,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("INSERT INTO orders (article) VALUES ($1) RETURNING id")
        .bind(article)
        .fetch_one(&mut **tx)
        .await
}

/// Write down that an order was placed, and whether others can see it by now.
#[is_side_effect_of("order_placed")]
pub(crate) async fn audit(
    article: &str,
    return_value: i64,
    log: Dep<AuditLog>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO audit (article, visible)
         VALUES ($1, (SELECT count(*) FROM orders WHERE id = $2))",
    )
    .bind(article)
    .bind(return_value)
    .execute(&log.0)
    .await?;
    Ok(())
}

/// Has a pool of its own, and so never takes part in the transaction of an origin.
pub(crate) struct AuditLog(Pool<Db>);

/// A shop with a database of its own, where side effects are on.
pub(crate) struct Shop {
    pub(crate) pool: Pool<Db>,
    pub(crate) events: RecordedSideEffects,
    audit_pool: Pool<Db>,
    /// For the eyes of the test: it sees what is committed.
    looker: Pool<Db>,
    database: Database,
}

impl Shop {
    /// None where the engine is not there.
    pub(crate) async fn open() -> Option<Self> {
        let database = Database::create().await?;
        let looker = database.pool(PATIENCE).await;
        create_tables(&looker).await;
        Some(Self::over(database, looker).await)
    }

    async fn over(database: Database, looker: Pool<Db>) -> Self {
        let audit_pool = database.pool(PATIENCE).await;
        Self {
            pool: database.pool(PATIENCE).await,
            events: record_side_effects().provide(AuditLog(audit_pool.clone())),
            audit_pool,
            looker,
            database,
        }
    }

    /// Has something more for handlers that need it.
    pub(crate) fn provide<T: Send + Sync + 'static>(self, value: Arc<T>) -> Self {
        Self {
            events: self.events.provide_dyn(value),
            ..self
        }
    }

    /// Begins a transaction, places an order, and commits.
    pub(crate) async fn order(&self, article: &str) -> Outcome {
        let mut tx = self.pool.begin().await?;
        place_order(&mut tx, article).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The articles of the orders that are committed.
    pub(crate) async fn orders(&self) -> Vec<String> {
        self.look("SELECT article FROM orders ORDER BY id").await
    }

    /// The articles in the audit log; all of them were visible to it as orders.
    pub(crate) async fn audited(&self) -> Vec<String> {
        let unseen = self.audited_unseen().await;
        assert!(unseen.is_empty(), "nobody could see orders of {unseen:?}");
        self.look("SELECT article FROM audit ORDER BY id").await
    }

    /// Those that were not visible to it as orders.
    pub(crate) async fn audited_unseen(&self) -> Vec<String> {
        self.look("SELECT article FROM audit WHERE visible = 0 ORDER BY id")
            .await
    }

    async fn look(&self, query: &'static str) -> Vec<String> {
        let rows = sqlx::query_scalar(query).fetch_all(&self.looker);
        rows.await.unwrap()
    }

    /// A pool for somebody else, who waits that long for others.
    pub(crate) async fn pool_with(&self, patience: Duration) -> Pool<Db> {
        self.database.pool(patience).await
    }

    /// How many of an article there are, and how many were sold.
    pub(crate) async fn stock_and_sold(&self, article: &str) -> (i64, i64) {
        let query = sqlx::query_as("SELECT stock, sold FROM articles WHERE name = $1");
        query.bind(article).fetch_one(&self.looker).await.unwrap()
    }

    /// Waits for whatever is still under way in the database.
    pub(crate) async fn settle(&self) {
        self.pool.close().await;
        self.audit_pool.close().await;
        settle(&self.looker).await;
    }

    /// The same shop, without orders.
    pub(crate) async fn reopen(self) -> Self {
        self.settle().await;
        let Self {
            events,
            looker,
            database,
            ..
        } = self;
        drop(events);
        for delete in ["DELETE FROM audit", "DELETE FROM orders"] {
            sqlx::query(delete).execute(&looker).await.unwrap();
        }
        Self::over(database, looker).await
    }
}

/// Enough for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(30);

async fn create_tables(pool: &Pool<Db>) {
    let statements = [
        "CREATE TABLE articles (name TEXT PRIMARY KEY, stock BIGINT NOT NULL, sold BIGINT NOT NULL)".to_owned(),
        "INSERT INTO articles VALUES ('teapot', 10, 0), ('cup', 10, 0), ('spoon', 10, 0)".to_owned(),
        // That there is such an article is seen to at the commit.
        format!(
            "CREATE TABLE orders (id {ID}, article TEXT NOT NULL
             REFERENCES articles DEFERRABLE INITIALLY DEFERRED)"
        ),
        format!("CREATE TABLE audit (id {ID}, article TEXT NOT NULL, visible BIGINT NOT NULL)"),
    ];
    for statement in statements {
        let query = sqlx::query(AssertSqlSafe(statement));
        query.execute(pool).await.unwrap();
    }
}
