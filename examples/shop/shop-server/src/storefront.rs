//! The shop as its routes see it: each call is one transaction.

use shop::customers::{find_by_email, find_customer, register_customer};
use shop::orders::{cancel_order, find_order, place_order, ship_order};
use shop::{Customer, Order, Store};
use side_effects::durable::BoxFuture;
use side_effects_river::{Engine, Filter, River, StoredJob};

/// What a call comes to.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, Refused>>;

/// Why a call did nothing.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum Refused {
    /// The shop says no.
    Shop(#[from] shop::Error),
    /// The transaction failed.
    River(#[from] side_effects_river::Error),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Self::Shop(error.into())
    }
}

/// The shop, on whichever database: routes do not want to know, and tests have one of their own.
pub trait Storefront: Send + Sync {
    /// Registers a customer.
    fn register<'a>(&'a self, email: &'a str, name: &'a str) -> Answer<'a, Customer>;

    /// Registers a customer, or finds the one who has this address.
    fn welcome<'a>(&'a self, email: &'a str, name: &'a str) -> Answer<'a, Customer>;

    /// Places an order.
    fn place<'a>(&'a self, customer: i64, article: &'a str, count: i64) -> Answer<'a, Order>;

    /// Cancels an order.
    fn cancel(&self, order: i64) -> Answer<'_, Order>;

    /// Ships an order.
    fn ship(&self, order: i64) -> Answer<'_, Order>;

    /// An order.
    fn order(&self, order: i64) -> Answer<'_, Order>;

    /// All articles, and how many there are of each.
    fn articles(&self) -> Answer<'_, Vec<(String, i64)>>;

    /// The last jobs of durable effects, the newest first.
    fn jobs(&self, limit: u32) -> Answer<'_, Vec<StoredJob>>;

    /// Counts the jobs, for the metrics.
    fn count_jobs(&self) -> Answer<'_, ()>;
}

impl<DB: Store + Engine> Storefront for River<DB> {
    fn register<'a>(&'a self, email: &'a str, name: &'a str) -> Answer<'a, Customer> {
        Box::pin(self.transaction(async move |tx| Ok(register_customer(tx, email, name).await?)))
    }

    fn welcome<'a>(&'a self, email: &'a str, name: &'a str) -> Answer<'a, Customer> {
        Box::pin(
            self.transaction(async move |tx| match find_by_email(tx, email).await? {
                Some(customer) => Ok(customer),
                None => Ok(register_customer(tx, email, name).await?),
            }),
        )
    }

    fn place<'a>(&'a self, customer: i64, article: &'a str, count: i64) -> Answer<'a, Order> {
        Box::pin(self.transaction(async move |tx| {
            let customer = find_customer(tx, customer).await?;
            Ok(place_order(tx, &customer, article, count).await?)
        }))
    }

    fn cancel(&self, order: i64) -> Answer<'_, Order> {
        Box::pin(self.transaction(async move |tx| Ok(cancel_order(tx, order).await?)))
    }

    fn ship(&self, order: i64) -> Answer<'_, Order> {
        Box::pin(self.transaction(async move |tx| Ok(ship_order(tx, order).await?)))
    }

    fn order(&self, order: i64) -> Answer<'_, Order> {
        Box::pin(async move { Ok(find_order(&mut self.pool().begin().await?, order).await?) })
    }

    fn articles(&self) -> Answer<'_, Vec<(String, i64)>> {
        Box::pin(async { Ok(DB::articles(self.pool()).await?) })
    }

    fn jobs(&self, limit: u32) -> Answer<'_, Vec<StoredJob>> {
        let filter = Filter::new().limit(limit);
        Box::pin(async move { Ok(self.jobs().list(&filter).await?.jobs) })
    }

    fn count_jobs(&self) -> Answer<'_, ()> {
        Box::pin(async { Ok(self.jobs().report_metrics().await?) })
    }
}
