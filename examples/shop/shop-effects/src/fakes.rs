//! The outside world as tests have it: it writes down what it is asked for.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use shop::{Customer, Order, State};
use side_effects::{RecordedSideEffects, record_side_effects};

use crate::alerts::Alerts;
use crate::audit::AuditLog;
use crate::loyalty::Loyalty;
use crate::mail::{Mail, Mailer};
use crate::search::SearchIndex;
use crate::warehouse::{Parcel, Warehouse};
use crate::{Done, Failed};

/// All of it.
#[derive(Default)]
pub(crate) struct World {
    calls: Mutex<Vec<String>>,
    pub(crate) is_down: bool,
}

impl World {
    pub(crate) fn down() -> Arc<Self> {
        Arc::new(Self {
            is_down: true,
            ..Self::default()
        })
    }

    /// What it was asked for since this was called last, in this order.
    pub(crate) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    fn call(&self, call: String) -> Result<(), Failed> {
        self.calls.lock().unwrap().push(call);
        if self.is_down {
            return Err("nobody is there".into());
        }
        Ok(())
    }

    fn call_async(&self, call: String) -> Done<'_> {
        let called = self.call(call);
        Box::pin(async { called })
    }

    /// A guard under which effects run, with this world for all that they need.
    pub(crate) fn record(self: &Arc<Self>) -> RecordedSideEffects {
        record_side_effects()
            .provide_dyn::<dyn Mailer>(self.clone())
            .provide_dyn::<dyn Warehouse>(self.clone())
            .provide_dyn::<dyn SearchIndex>(self.clone())
            .provide_dyn::<dyn AuditLog>(self.clone())
            .provide_dyn::<dyn Loyalty>(self.clone())
            .provide_dyn::<dyn Alerts>(self.clone())
    }
}

impl Mailer for World {
    fn send(&self, mail: Mail) -> Done<'_> {
        let Mail {
            address,
            subject,
            key,
            ..
        } = mail;
        self.call_async(format!("mail {address}: {subject} ({key})"))
    }
}

impl Warehouse for World {
    fn pack(&self, parcel: Parcel, key: &str) -> Done<'_> {
        let Parcel {
            order,
            article,
            count,
        } = parcel;
        self.call_async(format!("pack order {order}: {count} × {article} ({key})"))
    }
}

impl SearchIndex for World {
    fn add<'a>(&'a self, order: &'a Order, customer: &'a Customer) -> Done<'a> {
        self.call_async(format!("index order {} of {}", order.id, customer.name))
    }
}

impl AuditLog for World {
    /// Takes longer than anything else, so that who does not wait for it is first.
    fn append(&self, entry: &Value) -> Done<'_> {
        let call = format!("write {entry}");
        Box::pin(async move {
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            self.call(call)
        })
    }
}

impl Loyalty for World {
    fn credit<'a>(&'a self, order: &'a Order) -> Done<'a> {
        self.call_async(format!("credit order {}: {}", order.id, order.count))
    }

    fn revoke<'a>(&'a self, order: &'a Order) -> Done<'a> {
        self.call_async(format!("revoke order {}", order.id))
    }
}

impl Alerts for World {
    fn raise(&self, text: &str) {
        // Nobody hears of it where this fails.
        let _ = self.call(format!("alert: {text}"));
    }
}

pub(crate) fn ada() -> Customer {
    Customer {
        id: 1,
        email: "ada@example.org".into(),
        name: "Ada".into(),
    }
}

pub(crate) fn teapots() -> Order {
    Order {
        id: 7,
        customer: 1,
        article: "teapot".into(),
        count: 2,
        state: State::Placed,
    }
}
