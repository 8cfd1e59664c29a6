//! What the shop has written down: rows of its database and of its index, lines of its audit log.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use sqlx::{AnyConnection, AnyPool};
use tokio::time::sleep;

use crate::clients::Customer;
use crate::processes::Places;

/// An order that was committed.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) customer: i64,
    pub(crate) article: String,
    pub(crate) count: i64,
    pub(crate) state: String,
}

/// What was written down, by the numbers of the orders.
#[derive(Debug)]
pub(crate) struct Books {
    pub(crate) orders: BTreeMap<i64, Order>,
    pub(crate) customers: BTreeMap<i64, Customer>,
    /// What is left of each article.
    pub(crate) stock: BTreeMap<String, i64>,
    /// Orders, and the points for them.
    pub(crate) loyalty: Vec<(i64, i64)>,
    pub(crate) index: Vec<Indexed>,
    /// Events, and the orders that they are about.
    pub(crate) audit: Vec<(String, i64)>,
    /// Lines of the audit log that nobody can read.
    pub(crate) broken_lines: usize,
    pub(crate) jobs: Jobs,
}

/// A row of the index.
#[derive(Debug)]
pub(crate) struct Indexed {
    pub(crate) order: i64,
    pub(crate) customer: String,
    pub(crate) article: String,
}

/// The jobs of mails and webhooks.
#[derive(Debug)]
pub(crate) struct Jobs {
    pub(crate) all: i64,
    pub(crate) unfinished: i64,
    /// Attempts after the first.
    pub(crate) retries: i64,
}

/// The index is kept from being written to.
pub(crate) struct Kept(#[expect(dead_code, reason = "what is dropped with it")] AnyConnection);

/// Opens the books.
#[derive(Debug)]
pub(crate) struct Auditor {
    shop: AnyPool,
    index: AnyPool,
    audit: PathBuf,
}

impl Auditor {
    /// Once the shop has started.
    pub(crate) async fn new(places: &Places) -> Self {
        sqlx::any::install_default_drivers();
        let index = format!("sqlite:{}", places.index.display());
        Self {
            shop: AnyPool::connect(&places.database).await.unwrap(),
            index: AnyPool::connect(&index).await.unwrap(),
            audit: places.audit.clone(),
        }
    }

    /// Keeps the index from being written to, until this is dropped: effects wait for it.
    pub(crate) async fn keep_index(&self) -> Kept {
        let mut connection = self.index.acquire().await.unwrap().detach();
        let begun = sqlx::query("BEGIN IMMEDIATE")
            .execute(&mut connection)
            .await;
        begun.unwrap();
        Kept(connection)
    }

    /// Puts articles on the shelves.
    pub(crate) async fn store(&self, articles: &[(&str, i64)]) {
        for (name, stock) in articles {
            let insert = sqlx::query("INSERT INTO articles (name, stock) VALUES ($1, $2)");
            insert
                .bind(*name)
                .bind(*stock)
                .execute(&self.shop)
                .await
                .unwrap();
        }
    }

    /// Waits until no job is left to do, but not for ever.
    pub(crate) async fn settle(&self) {
        const LONGEST: Duration = Duration::from_secs(60);
        let start = Instant::now();
        while self.jobs().await.unfinished > 0 && start.elapsed() < LONGEST {
            sleep(Duration::from_millis(100)).await;
        }
    }

    pub(crate) async fn read(&self) -> Books {
        let orders: Vec<(i64, i64, String, i64, String)> = self
            .rows("SELECT id, customer_id, article, count, state FROM orders")
            .await;
        let orders = orders
            .into_iter()
            .map(|(id, customer, article, count, state)| {
                let order = Order {
                    customer,
                    article,
                    count,
                    state,
                };
                (id, order)
            });
        let customers: Vec<(i64, String, String)> =
            self.rows("SELECT id, email, name FROM customers").await;
        let customers = customers
            .into_iter()
            .map(|(id, email, name)| (id, Customer { id, email, name }));
        let stock: Vec<(String, i64)> = self.rows("SELECT name, stock FROM articles").await;
        let (audit, broken_lines) = audit(&self.audit);
        Books {
            orders: orders.collect(),
            customers: customers.collect(),
            stock: stock.into_iter().collect(),
            loyalty: self.rows("SELECT order_id, points FROM loyalty").await,
            index: self.index().await,
            audit,
            broken_lines,
            jobs: self.jobs().await,
        }
    }

    /// The jobs that a worker has taken, with the attempt that it is.
    pub(crate) async fn running(&self) -> BTreeSet<(i64, i64)> {
        let running = self.rows("SELECT id, attempt FROM river_job WHERE state = 'running'");
        running.await.into_iter().collect()
    }

    async fn jobs(&self) -> Jobs {
        const JOBS: &str = "SELECT count(*),
            count(CASE WHEN state <> 'completed' THEN 1 END),
            coalesce(sum(CASE WHEN attempt > 1 THEN attempt - 1 ELSE 0 END), 0)
            FROM river_job";
        let jobs: Vec<(i64, i64, i64)> = self.rows(JOBS).await;
        let (all, unfinished, retries) = jobs[0];
        Jobs {
            all,
            unfinished,
            retries,
        }
    }

    async fn index(&self) -> Vec<Indexed> {
        // A column of a full-text index has no type.
        const INDEX: &str = "SELECT CAST(order_id AS INTEGER), CAST(customer AS TEXT),
            CAST(article AS TEXT) FROM orders_index";
        let rows = sqlx::query_as(INDEX).fetch_all(&self.index).await.unwrap();
        let rows = rows.into_iter().map(|(order, customer, article)| Indexed {
            order,
            customer,
            article,
        });
        rows.collect()
    }

    async fn rows<T>(&self, query: &'static str) -> Vec<T>
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> + Send + Unpin,
    {
        sqlx::query_as(query).fetch_all(&self.shop).await.unwrap()
    }
}

/// The events of orders in the audit log, and how many of its lines are broken.
fn audit(path: &Path) -> (Vec<(String, i64)>, usize) {
    let log = fs::read_to_string(path).unwrap();
    let (mut events, mut broken) = (Vec::new(), 0);
    for line in log.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else {
            broken += 1;
            continue;
        };
        let event = line["event"].as_str().expect("an event").to_owned();
        // Others are about customers.
        if let Some(order) = line["order"].as_i64() {
            events.push((event, order));
        }
    }
    (events, broken)
}
