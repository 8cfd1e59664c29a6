//! The tables, in either database.

use std::pin::Pin;

use side_effects_river::Engine;
use side_effects_river::sqlx::{self, Error, Pool, Postgres, Sqlite, Transaction};

type BoxFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

pub(crate) trait Store: Engine {
    fn create(pool: &Pool<Self>) -> BoxFuture<'_>;
    fn clear(pool: &Pool<Self>) -> BoxFuture<'_>;
    fn insert_order<'a>(tx: &'a mut Transaction<'_, Self>, order: i64) -> BoxFuture<'a>;
}

macro_rules! store {
    ($database:ty) => {
        impl Store for $database {
            fn create(pool: &Pool<Self>) -> BoxFuture<'_> {
                let create = sqlx::query("CREATE TABLE orders (article BIGINT)");
                Box::pin(async move { create.execute(pool).await.map(drop) })
            }

            fn clear(pool: &Pool<Self>) -> BoxFuture<'_> {
                let clear = sqlx::query("DELETE FROM river_job");
                Box::pin(async move { clear.execute(pool).await.map(drop) })
            }

            fn insert_order<'a>(tx: &'a mut Transaction<'_, Self>, order: i64) -> BoxFuture<'a> {
                let insert = sqlx::query("INSERT INTO orders (article) VALUES ($1)").bind(order);
                Box::pin(async move { insert.execute(&mut **tx).await.map(drop) })
            }
        }
    };
}

store!(Sqlite);
store!(Postgres);
