//! What became of what clients asked for.

use std::collections::BTreeMap;

use crate::books::Books;
use crate::clients::{Advanced, Done, Outcome};

/// What became of what clients asked for.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    /// Of each outcome: all, and those that were placed.
    pub(crate) outcomes: BTreeMap<&'static str, (usize, usize)>,
    pub(crate) faults: Vec<String>,
}

const PROMISED: &str = "promised";
const SOLD_OUT: &str = "sold out";
pub(crate) const HUNG_UP: &str = "hung up, waiting";
const HUNG_UP_HALFWAY: &str = "hung up, halfway";
const CUT_OFF: &str = "cut off by the server";

impl Requests {
    pub(crate) fn new(books: &Books, done: &Done) -> Self {
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
