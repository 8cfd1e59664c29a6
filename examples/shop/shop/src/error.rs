//! Why the shop says no.

use crate::State;

/// Why something was not done. Its transaction has to be rolled back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No mail could go there.
    #[error("{0:?} is no e-mail address")]
    NoAddress(String),

    /// Somebody has to be called something, which fits into the header of a mail.
    #[error("{0:?} is no name of one line")]
    NoName(String),

    /// There is an account with this address.
    #[error("there is a customer with the address {0}")]
    AddressTaken(String),

    /// An order of nothing, or of more than anybody stores.
    #[error("an order is of 1 to {most} articles, and not of {count}", most = crate::orders::MOST)]
    BadCount {
        /// How many were ordered.
        count: i64,
    },

    /// There is no such customer.
    #[error("there is no customer {0}")]
    NoSuchCustomer(i64),

    /// There is no such order.
    #[error("there is no order {0}")]
    NoSuchOrder(i64),

    /// There is no such article, or not as many as were ordered.
    #[error("{article:?} is sold out")]
    SoldOut {
        /// What was ordered.
        article: String,
    },

    /// Only what was placed, and nothing else since, can be cancelled or shipped.
    #[error("order {order} is {state} already")]
    WrongState {
        /// Its number.
        order: i64,
        /// What it is.
        state: State,
    },

    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}
