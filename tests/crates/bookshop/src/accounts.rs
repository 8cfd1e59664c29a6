//! Customers come and go.

use side_effects::has_side_effects;

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Where mails go.
    pub email: String,
}

/// What is wrong with an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoAddress(pub String);

/// Open an account.
///
/// # Errors
///
/// If no mail could go to `email`.
#[has_side_effects("account_opened")]
pub fn open(email: String, newsletter: bool) -> Result<Account, NoAddress> {
    // A real shop would keep it.
    let _ = newsletter;
    if email.contains('@') {
        Ok(Account { email })
    } else {
        Err(NoAddress(email))
    }
}

impl Account {
    /// Close the account for good.
    #[has_side_effects("account_closed", capture(self))]
    pub fn close(self, reason: &str) {
        // A real shop would mind.
        let _ = reason;
    }
}
