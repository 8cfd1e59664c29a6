//! The accounts: what clients asked for and what receivers got, beside what the shop has written
//! down.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::books::{Books, Indexed, Order};
use crate::clients::{Advanced, Done, Outcome};
use crate::mail_server::Mail;
use crate::warehouse::Webhook;

/// Numbers of orders.
type Ids = BTreeSet<i64>;

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

/// The effects that do not wait for a worker.
pub(crate) fn not_durable(books: &Books) -> Vec<Effect> {
    let orders = books.orders.keys().copied().collect();
    let index = books.index.iter().map(|row| row.trace(books));
    let loyalty = books.loyalty.iter().map(|&(id, points)| {
        let due = |order: &Order| {
            if order.state == CANCELLED {
                0
            } else {
                order.count
            }
        };
        Trace::new(id).right(books.orders.get(&id).map(due) == Some(points))
    });
    let audit = |name, event, orders: &Ids| {
        let of_it = books.audit.iter().filter(|(known, _)| known == event);
        Effect::new(
            name,
            How::Inline,
            orders,
            of_it.map(|(_, order)| Trace::new(*order)),
        )
    };
    vec![
        Effect::new("index", How::Background, &orders, index),
        Effect::new("loyalty", How::Inline, &orders, loyalty),
        audit("audit", "order_placed", &orders),
        audit(
            "audit of cancels",
            "order_cancelled",
            &in_state(books, CANCELLED),
        ),
        audit(
            "audit of parcels",
            "order_shipped",
            &in_state(books, "shipped"),
        ),
    ]
}

const CANCELLED: &str = "cancelled";

fn in_state(books: &Books, state: &str) -> Ids {
    let orders = books
        .orders
        .iter()
        .filter(|(_, order)| order.state == state);
    orders.map(|(id, _)| *id).collect()
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

fn fault<N: PartialEq<N> + Default + fmt::Display>(count: N, what: &str) -> Option<String> {
    (count != N::default()).then(|| format!("{count} {what}"))
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum How {
    Durable,
    Background,
    Inline,
}

/// One sign of an effect of an order.
#[derive(Debug)]
struct Trace<'a> {
    order: i64,
    key: Option<&'a str>,
    is_taken: bool,
    is_right: bool,
}

impl Trace<'_> {
    fn new(order: i64) -> Self {
        Self {
            order,
            key: None,
            is_taken: true,
            is_right: true,
        }
    }

    fn right(self, is_right: bool) -> Self {
        Self { is_right, ..self }
    }
}

impl Mail {
    fn trace(&self, books: &Books) -> Trace<'_> {
        let is_right = |order: &Order| books.customers[&order.customer].email == self.to;
        Trace {
            key: Some(&self.key),
            is_taken: self.is_taken,
            ..Trace::new(self.order).right(books.orders.get(&self.order).is_some_and(is_right))
        }
    }
}

impl Webhook {
    fn trace(&self, books: &Books) -> Trace<'_> {
        let is_right = |order: &Order| order.article == self.article && order.count == self.count;
        Trace {
            key: Some(&self.key),
            is_taken: self.is_taken,
            ..Trace::new(self.order).right(books.orders.get(&self.order).is_some_and(is_right))
        }
    }
}

impl Indexed {
    fn trace(&self, books: &Books) -> Trace<'_> {
        let is_right = |order: &Order| {
            let customer = books.customers.get(&order.customer);
            order.article == self.article
                && customer.is_some_and(|customer| customer.name == self.customer)
        };
        Trace::new(self.order).right(books.orders.get(&self.order).is_some_and(is_right))
    }
}

/// What became of one effect.
#[derive(Debug)]
pub(crate) struct Effect {
    name: &'static str,
    how: How,
    /// How many orders have it.
    pub(crate) orders: usize,
    /// How often it came once more.
    pub(crate) twice: usize,
    /// How often it was refused, so that it had to come again.
    pub(crate) refused: usize,
    /// How many orders lack it.
    pub(crate) lost: usize,
    /// How often it came for what is no order.
    of_no_order: usize,
    /// How many keys there are more than orders.
    keys_changed: usize,
    /// How often something else came than belongs to the order.
    wrong: usize,
}

impl Effect {
    fn new<'a>(
        name: &'static str,
        how: How,
        orders: &Ids,
        traces: impl Iterator<Item = Trace<'a>>,
    ) -> Self {
        let traces: Vec<_> = traces.collect();
        let (of_orders, of_none): (Vec<_>, Vec<_>) = traces
            .iter()
            .partition(|trace| orders.contains(&trace.order));
        let taken: Vec<_> = of_orders.iter().filter(|trace| trace.is_taken).collect();
        let with_it: Ids = taken.iter().map(|trace| trace.order).collect();
        // Those of what was refused, too: the key is the same on every attempt.
        let keyed = traces
            .iter()
            .filter_map(|trace| Some((trace.order, trace.key?)));
        let keyed: BTreeSet<_> = keyed.collect();
        let with_key: BTreeSet<_> = keyed.iter().map(|(order, _)| order).collect();
        let keys: BTreeSet<_> = keyed.iter().map(|(_, key)| key).collect();
        Self {
            name,
            how,
            orders: with_it.len(),
            twice: taken.len() - with_it.len(),
            refused: of_orders.len() - taken.len(),
            lost: orders.len() - with_it.len(),
            of_no_order: of_none.len(),
            keys_changed: 2 * keyed.len() - with_key.len() - keys.len(),
            wrong: of_orders.iter().filter(|trace| !trace.is_right).count(),
        }
    }

    pub(crate) fn faults(&self) -> Vec<String> {
        let Self { name, .. } = self;
        // At least once, of what has to survive a crash; the others, once.
        let twice = if self.how == How::Durable {
            0
        } else {
            self.twice
        };
        let faults = [
            fault(self.lost, &format!("orders have lost their {name}")),
            fault(
                self.of_no_order,
                &format!("times {name} of what is no order"),
            ),
            fault(
                self.keys_changed,
                &format!("keys of {name} too many, or of several orders"),
            ),
            fault(
                self.wrong,
                &format!("times {name} with something else than was ordered"),
            ),
            fault(twice, &format!("times {name} once more")),
        ];
        faults.into_iter().flatten().collect()
    }
}

/// What became of what clients asked for.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    /// Of each outcome: all, and those that were placed.
    outcomes: BTreeMap<&'static str, (usize, usize)>,
    faults: Vec<String>,
}

const PROMISED: &str = "promised";
const SOLD_OUT: &str = "sold out";
pub(crate) const HUNG_UP: &str = "hung up, waiting";
const HUNG_UP_HALFWAY: &str = "hung up, halfway";
const CUT_OFF: &str = "cut off by the server";

impl Requests {
    fn new(books: &Books, done: &Done) -> Self {
        let mut by_request = BTreeMap::<_, Vec<i64>>::new();
        for (id, order) in &books.orders {
            let request = (order.customer, order.count, order.article.as_str());
            by_request.entry(request).or_default().push(*id);
        }
        let mut requests = Self::default();
        for request in &done.requests {
            let key = (request.customer, request.count, request.article);
            let placed = by_request.remove(&key).unwrap_or_default();
            let (name, is_right) = match &request.outcome {
                Outcome::Placed(id) => (PROMISED, placed == [*id]),
                Outcome::SoldOut => (SOLD_OUT, placed.is_empty()),
                Outcome::HungUpHalfway => (HUNG_UP_HALFWAY, placed.is_empty()),
                Outcome::HungUp => (HUNG_UP, placed.len() <= 1),
                Outcome::CutOff => (CUT_OFF, placed.len() <= 1),
                Outcome::Wrong(_) => ("answered wrongly", false),
            };
            let (all, kept) = requests.outcomes.entry(name).or_default();
            *all += 1;
            *kept += placed.len();
            if !is_right {
                requests
                    .faults
                    .push(format!("{request:?} has become the orders {placed:?}"));
            }
        }
        for customer in &done.customers {
            if books.customers.get(&customer.id) != Some(customer) {
                requests
                    .faults
                    .push(format!("{customer:?} was registered, and is not there"));
            }
        }
        for Advanced { order, state } in &done.advanced {
            let stored = books.orders.get(order).map(|order| order.state.as_str());
            if stored != Some(state) {
                requests
                    .faults
                    .push(format!("order {order} was {state}, and is {stored:?}"));
            }
        }
        let unasked = by_request
            .into_values()
            .map(|orders| format!("nobody asked for {orders:?}"));
        requests.faults.extend(unasked);
        requests
    }

    /// How many there are of an outcome, and how many of them were placed.
    pub(crate) fn of(&self, outcome: &str) -> (usize, usize) {
        self.outcomes.get(outcome).copied().unwrap_or_default()
    }

    /// How many had begun a transaction that was rolled back, at least.
    pub(crate) fn rolled_back(&self) -> usize {
        self.of(SOLD_OUT).0
    }
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
