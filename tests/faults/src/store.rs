//! The tables of the shop, and what is asked of them.

use side_effects::durable::BoxFuture;
use side_effects_river::Engine;
use sqlx::{Pool, Postgres, Sqlite, Transaction};

/// A database that the shop runs on.
pub trait Store: Engine {
    /// Creates the tables, where they are not there.
    fn create(pool: &Pool<Self>) -> BoxFuture<'_, Result<(), sqlx::Error>>;

    /// Stores an order.
    fn insert_order<'a>(
        tx: &'a mut Transaction<'_, Self>,
        order: &'a str,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>>;

    /// Writes down a delivery, and keeps the first one of each key.
    fn receive<'a>(
        pool: &'a Pool<Self>,
        handler: &'a str,
        order: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>>;

    /// A number that a query comes to.
    fn number<'a>(
        pool: &'a Pool<Self>,
        query: &'static str,
    ) -> BoxFuture<'a, Result<i64, sqlx::Error>>;
}

const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS deliveries (handler TEXT, order_id TEXT, key TEXT)",
    "CREATE TABLE IF NOT EXISTS receipts (key TEXT PRIMARY KEY, handler TEXT, order_id TEXT)",
];

macro_rules! store {
    ($database:ty) => {
        impl Store for $database {
            fn create(pool: &Pool<Self>) -> BoxFuture<'_, Result<(), sqlx::Error>> {
                Box::pin(async move {
                    for table in TABLES {
                        sqlx::query(table).execute(pool).await?;
                    }
                    Ok(())
                })
            }

            fn insert_order<'a>(
                tx: &'a mut Transaction<'_, Self>,
                order: &'a str,
            ) -> BoxFuture<'a, Result<(), sqlx::Error>> {
                Box::pin(async move {
                    let insert = sqlx::query("INSERT INTO orders (id) VALUES ($1)");
                    insert.bind(order).execute(&mut **tx).await.map(drop)
                })
            }

            fn receive<'a>(
                pool: &'a Pool<Self>,
                handler: &'a str,
                order: &'a str,
                key: &'a str,
            ) -> BoxFuture<'a, Result<(), sqlx::Error>> {
                Box::pin(async move {
                    let delivery = "INSERT INTO deliveries (handler, order_id, key) VALUES ($1, $2, $3)";
                    let receipt = "INSERT INTO receipts (handler, order_id, key) VALUES ($1, $2, $3) \
                                   ON CONFLICT DO NOTHING";
                    for insert in [delivery, receipt] {
                        let insert = sqlx::query(insert).bind(handler).bind(order).bind(key);
                        insert.execute(pool).await?;
                    }
                    Ok(())
                })
            }

            fn number<'a>(
                pool: &'a Pool<Self>,
                query: &'static str,
            ) -> BoxFuture<'a, Result<i64, sqlx::Error>> {
                Box::pin(sqlx::query_scalar(query).fetch_one(pool))
            }
        }
    };
}

store!(Sqlite);
store!(Postgres);
