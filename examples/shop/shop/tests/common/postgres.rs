//! PostgreSQL, with a database of its own.

#[path = "../../../../../tests/common/postgres.rs"]
mod server;

use sqlx::postgres::PgPool;
use sqlx::{Pool, Postgres};

pub(crate) use server::Database;

pub(crate) type Db = Postgres;

impl Database {
    pub(crate) async fn pool(&self) -> Pool<Db> {
        PgPool::connect_with(self.options()).await.unwrap()
    }
}
