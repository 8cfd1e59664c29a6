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
    tracing::info!(order = id, to = customer.email, "mailed");
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use side_effects::How;

    use super::*;
    use crate::fakes::{World, ada, teapots};

    #[tokio::test]
    async fn each_attempt_is_the_same_mail() {
        let world = Arc::new(World::default());
        for attempt in [1, 2] {
            let delivery = Delivery::new(attempt, "0123", How::Durable);
            let confirmed = confirm(&ada(), &teapots(), Dep::new(world.clone()), &delivery).await;
            confirmed.unwrap();
        }
        let mail = "mail ada@example.org: Order 7 confirmed (0123)";
        assert_eq!(world.calls(), [mail, mail]);
    }

    #[tokio::test]
    async fn a_mail_server_that_is_down_is_a_reason_to_try_again() {
        let delivery = Delivery::new(1, "0123", How::Durable);
        let confirmed = confirm(&ada(), &teapots(), Dep::new(World::down()), &delivery).await;
        assert_eq!(confirmed.unwrap_err().to_string(), "nobody is there");
    }
}
