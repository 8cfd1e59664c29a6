//! The outside world, as the effects have it: what implements their traits.

mod alerts;
mod audit;
mod search;
mod smtp;
mod warehouse;

pub use alerts::LoggedAlerts;
pub use audit::AuditFile;
pub use search::{Hit, SearchFile};
pub use smtp::Smtp;
pub use warehouse::HttpWarehouse;
