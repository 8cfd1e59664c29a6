//! The confirmation of an order, which is the contract.
//!
//! Durable: a customer who was promised a mail gets it, though the mail server is away for a day
//! or this process is killed. The mail may go out twice, when a worker dies between the two; both have
//! one `Message-ID` then, and mail programs show one.

use shop::{Customer, Order};
use side_effects::{Delivery, Dep, is_side_effect_of};

use crate::{Done, Failed};

/// Who sends mails.
pub trait Mailer: Send + Sync {
    /// Sends one, or says why it could not.
    fn send(&self, mail: Mail) -> Done<'_>;
}

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// What the customer is called.
    pub name: String,
    /// Where it goes.
    pub address: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// Two mails with one key are the same mail.
    pub key: String,
}

/// Mail the confirmation.
#[is_side_effect_of("order_placed", durable(id = "mail-confirmation", queue = "mail"))]
async fn confirm(
    customer: &Customer,
    return_value: &Order,
    mailer: Dep<dyn Mailer>,
    delivery: &Delivery,
) -> Result<(), Failed> {
    let Order {
        id, article, count, ..
    } = return_value;
    let mail = Mail {
        name: customer.name.clone(),
        address: customer.email.clone(),
        subject: format!("Order {id} confirmed"),
        text: format!(
            "Dear {},\n\nyou have bought: {count} × {article}.\n",
            customer.name
        ),
        key: delivery.key().to_owned(),
    };
    mailer.send(mail).await?;
    tracing::info!(
        order = id,
        to = customer.email,
        attempt = delivery.attempt(),
        "mailed"
    );
    Ok(())
}
