//! Handlers that a queue runs, at least once, across crashes and machines.
//!
//! A handler that is marked `durable` does not run when its event fires. Its arguments are
//! stored as JSON in a [`Job`], which a [`Queue`] writes, and a worker hands the job to
//! [`run()`] afterwards: in this process, or in any that links the same handlers. What fails is
//! tried again.
//!
//! This module is the interface between the two sides, and knows no queue. The crate
//! `side-effects-river` puts it on [River](https://riverqueue.com), with SQLite or PostgreSQL;
//! [`Queue`] shows how to put it on another. [`guide::durable`](crate::guide::durable) is for
//! those who write handlers.
//!
//! When jobs are written:
//!
//! * in a hold, by whoever takes them ([`Hold::take_jobs`](crate::Hold::take_jobs)) before the
//!   transaction commits, in that transaction; what nobody takes is written on release;
//! * in an async origin outside a hold, before the origin returns: by a task of the Tokio
//!   runtime, so that an origin that is dropped meanwhile loses nothing;
//! * in a sync origin outside a hold, by a task that
//!   [`background::drain`](crate::background::drain) waits for.
//!
//! That there is no queue, or that it cannot write, is an error of the handler, as a failure is
//! of one that runs inline.
//!
//! # Examples
//!
//! A durable handler in a test: under `manual()` its job waits, and `run_pending` runs it through
//! its stored form.
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use side_effects::{Delivery, has_side_effects, is_side_effect_of, record_side_effects};
//!
//! #[derive(Clone, Serialize, Deserialize)]
//! struct Order { id: u32 }
//!
//! #[has_side_effects("durable_example")]
//! fn place_order(customer: &str) -> Result<Order, String> {
//!     Ok(Order { id: 7 })
//! }
//!
//! /// Mail the confirmation.
//! #[is_side_effect_of("durable_example", durable(queue = "mail", max_attempts = 10))]
//! async fn confirm(customer: &str, return_value: &Order, delivery: &Delivery) -> Result<(), String> {
//!     assert_eq!((customer, return_value.id, delivery.attempt()), ("ada", 7, 1));
//!     Ok(())
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let events = record_side_effects().manual();
//! place_order("ada").unwrap();
//! assert_eq!(events.pending()[0].args().to_string(), r#"{"customer":"ada","return_value":{"id":7}}"#);
//!
//! events.run_pending().await;
//! events.assert_no_failures();
//! # });
//! ```

mod handlers;
mod manual;
mod queue;
mod store;
mod work;
mod write;

pub use crate::event::job::Job;
pub use crate::wiring::durable::{DEFAULT_MAX_ATTEMPTS, DEFAULT_QUEUE, RunError};
pub use handlers::{DurableHandler, handlers};
pub use queue::{BoxError, BoxFuture, Queue, install};
pub use work::{is_suppressed, run};

pub(crate) use queue::is_installed;
pub(super) use store::store;
pub(super) use write::{Writing, hand_over, write};
