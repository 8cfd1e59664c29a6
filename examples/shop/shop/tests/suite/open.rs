//! A shop that was just opened.

use shop::customers::register_customer;
use shop::{Customer, Store as _};
use sqlx::{AssertSqlSafe, Pool, Transaction};

use crate::engine::{Database, Db};

/// With Ada, its first customer.
pub(crate) struct Shop {
    pub(crate) pool: Pool<Db>,
    pub(crate) ada: Customer,
    _database: Database,
}

impl Shop {
    /// None where there is no database.
    pub(crate) async fn open() -> Option<Self> {
        let database = Database::create().await?;
        let pool = database.pool().await;
        Db::create(&pool).await.unwrap();
        let mut tx = pool.begin().await.unwrap();
        let ada = register_customer(&mut tx, "ada@example.org", "Ada")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Some(Self {
            pool,
            ada,
            _database: database,
        })
    }

    pub(crate) async fn begin(&self) -> Transaction<'static, Db> {
        self.pool.begin().await.unwrap()
    }

    /// A number that a query comes to.
    pub(crate) async fn number(&self, query: &str) -> i64 {
        let query = sqlx::query_scalar(AssertSqlSafe(query.to_owned()));
        query.fetch_one(&self.pool).await.unwrap()
    }

    pub(crate) async fn stock(&self, article: &str) -> i64 {
        self.number(&format!(
            "SELECT stock FROM articles WHERE name = '{article}'"
        ))
        .await
    }
}
