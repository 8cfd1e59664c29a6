//! The search index: SQLite's full-text search, in a file of its own.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use shop::{Customer, Order};
use shop_effects::Done;
use shop_effects::search::SearchIndex;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

/// An index in a file.
#[derive(Debug, Clone)]
pub struct SearchFile {
    pool: SqlitePool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The number of the order.
    pub order: i64,
    /// Who placed it.
    pub customer: String,
    /// What is in it.
    pub article: String,
}

impl SearchFile {
    /// Opens or creates the file.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub async fn open(path: &Path) -> sqlx::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A power failure may lose entries, which are added again at the next start.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().max_connections(4);
        let pool = pool.connect_with(options).await?;
        let create = "CREATE VIRTUAL TABLE IF NOT EXISTS orders_index \
                      USING fts5 (order_id UNINDEXED, customer, article)";
        sqlx::query(create).execute(&pool).await?;
        Ok(Self { pool })
    }

    /// The orders whose customer or article has each of these words, or begins with it; the newest
    /// first, and no more than 50.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub async fn find(&self, words: &str) -> sqlx::Result<Vec<Hit>> {
        // In quotes, nothing is an operator of the query language.
        let words = words.split_whitespace();
        let words: Vec<_> = words
            .map(|word| format!("\"{}\"*", word.replace('"', "\"\"")))
            .collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let find = "SELECT order_id, customer, article FROM orders_index \
                    WHERE orders_index MATCH $1 ORDER BY rowid DESC LIMIT 50";
        let find = sqlx::query_as(find).bind(words.join(" "));
        let found: Vec<(i64, String, String)> = find.fetch_all(&self.pool).await?;
        let hits = found.into_iter().map(|(order, customer, article)| Hit {
            order,
            customer,
            article,
        });
        Ok(hits.collect())
    }

    /// Which orders of a range of numbers are in the index.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub async fn orders_between(&self, first: i64, last: i64) -> sqlx::Result<HashSet<i64>> {
        let select = "SELECT rowid FROM orders_index WHERE rowid BETWEEN $1 AND $2";
        let select = sqlx::query_scalar(select).bind(first).bind(last);
        Ok(select.fetch_all(&self.pool).await?.into_iter().collect())
    }
}

impl SearchIndex for SearchFile {
    fn add<'a>(&'a self, order: &'a Order, customer: &'a Customer) -> Done<'a> {
        Box::pin(async move {
            // The order's number is that of the row, too, so that an order is there once.
            let insert = "INSERT OR REPLACE INTO orders_index (rowid, order_id, customer, article) \
                          VALUES ($1, $1, $2, $3)";
            let insert = sqlx::query(insert).bind(order.id).bind(&customer.name);
            insert.bind(&order.article).execute(&self.pool).await?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use shop::State;

    use super::*;

    async fn index(path: &Path) -> SearchFile {
        let index = SearchFile::open(path).await.unwrap();
        let customer = Customer {
            id: 1,
            email: "ada@example.org".into(),
            name: "Ada \"A\" Byron".into(),
        };
        for (id, article) in [(1, "teapot"), (2, "teacup")] {
            let order = Order {
                id,
                customer: 1,
                article: article.into(),
                count: 1,
                state: State::Placed,
            };
            index.add(&order, &customer).await.unwrap();
        }
        index
    }

    #[tokio::test]
    async fn orders_are_found_by_the_beginnings_of_words_and_nothing_in_them_is_an_operator() {
        let folder = tempfile::tempdir().unwrap();
        let index = index(&folder.path().join("search.db")).await;
        for (words, expected) in [
            ("tea", vec![2, 1]),
            ("byron teapot", vec![1]),
            ("\"A", vec![2, 1]),
            ("teapot OR teacup", vec![]),
            ("coffee", vec![]),
            (" ", vec![]),
        ] {
            let found = index.find(words).await.unwrap();
            let found: Vec<_> = found.iter().map(|hit| hit.order).collect();
            assert_eq!(found, expected, "{words:?}");
        }
    }

    #[tokio::test]
    async fn an_order_that_is_added_twice_is_there_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("search.db");
        index(&path).await;
        let index = index(&path).await;
        assert_eq!(index.find("teapot").await.unwrap().len(), 1);
        assert_eq!(
            index.orders_between(2, 9).await.unwrap(),
            HashSet::from([2])
        );
    }
}
