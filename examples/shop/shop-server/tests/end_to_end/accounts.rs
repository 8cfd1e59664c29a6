//! The accounts: what clients asked for and what receivers got, beside what the shop has written
//! down.

use std::fmt;

use crate::books::Books;
use crate::clients::Done;
use crate::effects::{CANCELLED, Effect, How, fault, not_durable};
use crate::mail_server::Mail;
use crate::requests::Requests;
use crate::warehouse::Webhook;

/// What became of each effect of the orders.
#[derive(Debug)]
pub(crate) struct Accounts {
    pub(crate) requests: Requests,
    pub(crate) effects: Vec<Effect>,
    orders: usize,
    jobs: (i64, i64),
    pub(crate) retries: i64,
    broken_lines: usize,
    /// Articles that are neither sold nor on their shelf.
    stock_missing: i64,
}

impl Accounts {
    pub(crate) fn new(
        books: &Books,
        done: &Done,
        mails: &[Mail],
        webhooks: &[Webhook],
        stored: &[(&str, i64)],
    ) -> Self {
        let orders = books.orders.keys().copied().collect();
        let mails = mails.iter().map(|mail| mail.trace(books));
        let webhooks = webhooks.iter().map(|webhook| webhook.trace(books));
        let mut effects = vec![
            Effect::new("mail", How::Durable, &orders, mails),
            Effect::new("webhook", How::Durable, &orders, webhooks),
        ];
        effects.extend(not_durable(books));
        Self {
            requests: Requests::new(books, done),
            effects,
            orders: books.orders.len(),
            jobs: (books.jobs.all, books.jobs.unfinished),
            retries: books.jobs.retries,
            broken_lines: books.broken_lines,
            stock_missing: stock_missing(books, stored),
        }
    }

    pub(crate) fn effect(&self, name: &str) -> &Effect {
        let effect = self.effects.iter().find(|effect| effect.name == name);
        effect.expect("an effect of the shop")
    }

    /// All that is not as it has to be.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults: Vec<_> = self.effects.iter().flat_map(Effect::faults).collect();
        faults.extend(self.requests.faults.iter().cloned());
        let jobs = i64::try_from(2 * self.orders).unwrap();
        faults.extend(fault(
            self.jobs.0 - jobs,
            "jobs too many (or too few, if negative) for two of each order",
        ));
        faults.extend(fault(self.jobs.1, "jobs that are not completed"));
        faults.extend(fault(self.broken_lines, "broken lines in the audit log"));
        faults.extend(fault(
            self.stock_missing,
            "articles neither sold nor on the shelf",
        ));
        faults
    }
}

fn stock_missing(books: &Books, stored: &[(&str, i64)]) -> i64 {
    let missing = stored.iter().map(|(article, stored)| {
        let sold = books
            .orders
            .values()
            .filter(|order| order.state != CANCELLED);
        let of_it = sold.filter(|order| order.article == *article);
        let sold: i64 = of_it.map(|order| order.count).sum();
        let left = books.stock[*article];
        assert!(left >= 0, "{left} of {article} left");
        (stored - sold - left).abs()
    });
    missing.sum()
}

impl fmt::Display for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  {:<24}{:>8}{:>8}{:>13}",
            "requests", "all", "placed", "not placed"
        )?;
        let mut total = (0, 0);
        for (name, (all, placed)) in &self.requests.outcomes {
            writeln!(f, "  {name:<24}{all:>8}{placed:>8}{:>13}", all - placed)?;
            total = (total.0 + all, total.1 + placed);
        }
        let (all, placed) = total;
        writeln!(
            f,
            "  {:<24}{all:>8}{placed:>8}{:>13}",
            "in all",
            all - placed
        )?;
        write!(
            f,
            "  {:<24}{:>8}{:>8}{:>8}{:>6}",
            "effects", "orders", "twice", "refused", "lost"
        )?;
        writeln!(
            f,
            "{:>13}{:>14}{:>7}",
            "of no order", "keys changed", "wrong"
        )?;
        for effect in &self.effects {
            let name = format!(
                "{}, {}",
                effect.name,
                format!("{:?}", effect.how).to_lowercase()
            );
            write!(f, "  {name:<24}{:>8}{:>8}", effect.orders, effect.twice)?;
            write!(
                f,
                "{:>8}{:>6}{:>13}",
                effect.refused, effect.lost, effect.of_no_order
            )?;
            writeln!(f, "{:>14}{:>7}", effect.keys_changed, effect.wrong)?;
        }
        let (jobs, unfinished) = self.jobs;
        writeln!(
            f,
            "  {} orders; {jobs} jobs, {unfinished} of them not completed; {} retries",
            self.orders, self.retries
        )
    }
}
