//! What became of the effects of the orders.

use std::collections::BTreeSet;
use std::fmt;

use crate::books::{Books, Indexed, Order};
use crate::mail_server::Mail;
use crate::warehouse::Webhook;

/// Numbers of orders.
pub(crate) type Ids = BTreeSet<i64>;

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

pub(crate) const CANCELLED: &str = "cancelled";

fn in_state(books: &Books, state: &str) -> Ids {
    let orders = books
        .orders
        .iter()
        .filter(|(_, order)| order.state == state);
    orders.map(|(id, _)| *id).collect()
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum How {
    Durable,
    Background,
    Inline,
}

/// One sign of an effect of an order.
#[derive(Debug)]
pub(crate) struct Trace<'a> {
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
    pub(crate) fn trace(&self, books: &Books) -> Trace<'_> {
        let is_right = |order: &Order| books.customers[&order.customer].email == self.to;
        Trace {
            key: Some(&self.key),
            is_taken: self.is_taken,
            ..Trace::new(self.order).right(books.orders.get(&self.order).is_some_and(is_right))
        }
    }
}

impl Webhook {
    pub(crate) fn trace(&self, books: &Books) -> Trace<'_> {
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
    pub(crate) name: &'static str,
    pub(crate) how: How,
    /// How many orders have it.
    pub(crate) orders: usize,
    /// How often it came once more.
    pub(crate) twice: usize,
    /// How often it was refused, so that it had to come again.
    pub(crate) refused: usize,
    /// How many orders lack it.
    pub(crate) lost: usize,
    /// How often it came for what is no order.
    pub(crate) of_no_order: usize,
    /// How many keys there are more than orders.
    pub(crate) keys_changed: usize,
    /// How often something else came than belongs to the order.
    pub(crate) wrong: usize,
}

impl Effect {
    pub(crate) fn new<'a>(
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

/// Where a count is not 0.
pub(crate) fn fault<N: PartialEq<N> + Default + fmt::Display>(
    count: N,
    what: &str,
) -> Option<String> {
    (count != N::default()).then(|| format!("{count} {what}"))
}
