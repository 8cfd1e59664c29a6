//! What a crash has lost of the effects that are not durable.
//!
//! A process that is killed between a commit and the effects that run after it loses them: the entry in
//! the audit log, the points, the entry in the index. All three can be told from the committed rows, and
//! do no harm when they are done twice. So the program compares when it starts, before it takes
//! requests, and does what is missing.
//!
//! It reads all orders, a page at a time. A shop with millions of them would compare the last day.

use serde_json::Value;
use shop::{Customer, Order, State, Store};
use shop_effects::audit::{self, AuditLog as _};
use shop_effects::loyalty::Loyalty as _;
use shop_effects::search::SearchIndex as _;
use sqlx::Pool;

use crate::Error;
use crate::outside::{AuditFile, SearchFile};

/// How many rows are read at once.
const PAGE: i64 = 1000;

/// What was missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaughtUp {
    /// Entries of the audit log.
    pub audit: usize,
    /// Orders in the search index.
    pub index: usize,
    /// Rows of points that were missing or wrong.
    pub loyalty: usize,
}

/// Does what is missing, and says how much it was.
///
/// # Errors
///
/// If something cannot be read, or not be done.
pub async fn catch_up<DB: Store>(
    pool: &Pool<DB>,
    log: &AuditFile,
    search: &SearchFile,
) -> Result<CaughtUp, Error> {
    Ok(CaughtUp {
        audit: catch_up_audit(pool, log).await?,
        index: catch_up_index(pool, search).await?,
        loyalty: catch_up_loyalty(pool).await?,
    })
}

async fn catch_up_audit<DB: Store>(pool: &Pool<DB>, log: &AuditFile) -> Result<usize, Error> {
    let failed = |source| Error::CatchUp {
        what: "the audit log",
        source,
    };
    let written = log.entries().map_err(|error| failed(error.into()))?;
    let is_missing =
        |entry: &Value| AuditFile::name(entry).is_none_or(|name| !written.contains(&name));
    let mut missing = 0;
    let mut after = 0;
    loop {
        let customers = DB::customers_after(pool, after, PAGE).await?;
        let Some(last) = customers.last() else { break };
        after = last.id;
        let entries = customers
            .iter()
            .map(|customer| audit::of_customer("customer_registered", customer));
        for entry in entries.filter(is_missing) {
            missing += 1;
            log.append(&entry).await.map_err(failed)?;
        }
    }
    let mut orders = Orders::default();
    while let Some(page) = orders.next(pool).await? {
        let entries = page.iter().flat_map(|(order, _)| {
            let events = events_until(order.state).iter();
            events.map(|event| audit::of_order(event, order))
        });
        for entry in entries.filter(is_missing) {
            missing += 1;
            log.append(&entry).await.map_err(failed)?;
        }
    }
    Ok(missing)
}

/// What must have happened to an order that is in this state.
fn events_until(state: State) -> &'static [&'static str] {
    match state {
        State::Placed => &["order_placed"],
        State::Cancelled => &["order_placed", "order_cancelled"],
        State::Shipped => &["order_placed", "order_shipped"],
    }
}

async fn catch_up_index<DB: Store>(pool: &Pool<DB>, search: &SearchFile) -> Result<usize, Error> {
    let mut missing = 0;
    let mut orders = Orders::default();
    while let Some(page) = orders.next(pool).await? {
        let (first, last) = (page[0].0.id, orders.after);
        let there = search.orders_between(first, last).await?;
        for (order, customer) in page.iter().filter(|(order, _)| !there.contains(&order.id)) {
            missing += 1;
            let added = search.add(order, customer).await;
            added.map_err(|source| Error::CatchUp {
                what: "the search index",
                source,
            })?;
        }
    }
    Ok(missing)
}

async fn catch_up_loyalty<DB: Store>(pool: &Pool<DB>) -> Result<usize, Error> {
    let orders = DB::orders_without_points(pool).await?;
    for order in &orders {
        let booked = match order.state {
            State::Cancelled => pool.revoke(order).await,
            State::Placed | State::Shipped => pool.credit(order).await,
        };
        booked.map_err(|source| Error::CatchUp {
            what: "the loyalty points",
            source,
        })?;
    }
    Ok(orders.len())
}

/// All orders, by pages.
#[derive(Default)]
struct Orders {
    after: i64,
}

impl Orders {
    async fn next<DB: Store>(
        &mut self,
        pool: &Pool<DB>,
    ) -> sqlx::Result<Option<Vec<(Order, Customer)>>> {
        let page = DB::orders_after(pool, self.after, PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(None);
        };
        self.after = last.id;
        Ok(Some(page))
    }
}
