//! Who buys.

use serde::{Deserialize, Serialize};
use side_effects::has_side_effects;
use sqlx::Transaction;

use crate::{Error, Store};

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Their number.
    pub id: i64,
    /// Where mails go.
    pub email: String,
    /// What they are called.
    pub name: String,
}

/// Register a customer.
///
/// # Errors
///
/// [`Error::NoAddress`], [`Error::NoName`] and [`Error::AddressTaken`].
#[has_side_effects("customer_registered")]
pub async fn register_customer<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    email: &str,
    name: &str,
) -> Result<Customer, Error> {
    let (email, name) = (email.trim(), name.trim());
    if !is_address(email) {
        return Err(Error::NoAddress(email.to_owned()));
    }
    if name.is_empty() || name.contains(char::is_control) {
        return Err(Error::NoName(name.to_owned()));
    }
    let id = DB::insert_customer(tx, email, name).await?;
    Ok(Customer {
        id: id.ok_or_else(|| Error::AddressTaken(email.to_owned()))?,
        email: email.to_owned(),
        name: name.to_owned(),
    })
}

/// Looks a customer up.
///
/// # Errors
///
/// [`Error::NoSuchCustomer`].
pub async fn find_customer<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    id: i64,
) -> Result<Customer, Error> {
    let customer = DB::customer(tx, id).await?;
    customer.ok_or(Error::NoSuchCustomer(id))
}

/// Looks for the customer who has this address.
///
/// # Errors
///
/// [`Error::Database`].
pub async fn find_by_email<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    email: &str,
) -> Result<Option<Customer>, Error> {
    Ok(DB::customer_by_email(tx, email.trim()).await?)
}

/// Something on both sides of one `@`, and nothing that a header of a mail would trip over. The
/// rest, the mail server knows better.
fn is_address(email: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_graphic() && !"@<>()[],;:\\\"".contains(c);
    email.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && !host.is_empty()
            && (user.chars().all(is_plain) && host.chars().all(is_plain))
    })
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn an_address_has_one_at_sign_and_nothing_that_breaks_a_header() {
        assert!(is_address("ada@example.org"));
        for not in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a@b@c",
            "a b@c",
            "a@b\r\nBcc: c",
            "<a@b>",
        ] {
            assert!(!is_address(not), "{not:?}");
        }
    }
}
