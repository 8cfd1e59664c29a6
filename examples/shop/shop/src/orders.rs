//! Orders, from the counter to the parcel.

use std::fmt;

use serde::{Deserialize, Serialize};
use side_effects::{fire, has_side_effects};
use sqlx::Transaction;

use crate::{Customer, Error, Store};

/// How many of an article can be ordered at once.
pub const MOST: i64 = 1000;

/// Where the stock of an article falls below this, somebody should buy more.
pub const LOW: i64 = 10;

/// What somebody bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its number.
    pub id: i64,
    /// The number of who bought it.
    pub customer: i64,
    /// What is in it.
    pub article: String,
    /// How many of it.
    pub count: i64,
    /// How far it is.
    pub state: State,
}

impl Order {
    /// The number that the carrier knows it by.
    #[must_use]
    pub fn parcel(&self) -> String {
        format!("SHOP-{:08}", self.id)
    }
}

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It waits to be packed.
    Placed,
    /// The customer does not want it any more.
    Cancelled,
    /// The carrier has it.
    Shipped,
}

impl State {
    /// How it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Cancelled => "cancelled",
            Self::Shipped => "shipped",
        }
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        let all = [Self::Placed, Self::Cancelled, Self::Shipped];
        all.into_iter().find(|state| state.name() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Place an order: write it down, and take it out of the stock.
///
/// The row is written first, so that what cannot be delivered is rolled back with all of it.
///
/// # Errors
///
/// [`Error::BadCount`] and [`Error::SoldOut`].
#[has_side_effects("order_placed")]
pub async fn place_order<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    customer: &Customer,
    article: &str,
    count: i64,
) -> Result<Order, Error> {
    if !(1..=MOST).contains(&count) {
        return Err(Error::BadCount { count });
    }
    let id = DB::insert_order(tx, customer.id, article, count).await?;
    let left = DB::take_from_stock(tx, article, count).await?;
    let left = left.ok_or_else(|| Error::SoldOut {
        article: article.to_owned(),
    })?;
    // Once, by the order that takes it below.
    if left < LOW && left + count >= LOW {
        fire!("stock_low", article, left = &left);
    }
    Ok(Order {
        id,
        customer: customer.id,
        article: article.to_owned(),
        count,
        state: State::Placed,
    })
}

/// Cancel an order that is not on its way yet, and put what was in it back.
///
/// # Errors
///
/// [`Error::NoSuchOrder`] and [`Error::WrongState`].
#[has_side_effects("order_cancelled")]
pub async fn cancel_order<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    order: i64,
) -> Result<Order, Error> {
    let order = advance(tx, order, State::Cancelled).await?;
    DB::put_into_stock(tx, &order.article, order.count).await?;
    Ok(order)
}

/// Ship an order: give the parcel to the carrier.
///
/// # Errors
///
/// [`Error::NoSuchOrder`] and [`Error::WrongState`].
#[has_side_effects("order_shipped")]
pub async fn ship_order<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    order: i64,
) -> Result<Order, Error> {
    advance(tx, order, State::Shipped).await
}

/// Looks an order up.
///
/// # Errors
///
/// [`Error::NoSuchOrder`].
pub async fn find_order<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    order: i64,
) -> Result<Order, Error> {
    let found = DB::order(tx, order).await?;
    found.ok_or(Error::NoSuchOrder(order))
}

/// Takes an order from `placed` to another state. Of two who want to at once, one does.
async fn advance<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    order: i64,
    to: State,
) -> Result<Order, Error> {
    if let Some(order) = DB::advance(tx, order, to).await? {
        return Ok(order);
    }
    let Order { state, .. } = find_order(tx, order).await?;
    Err(Error::WrongState { order, state })
}
