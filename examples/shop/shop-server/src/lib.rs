//! The shop over HTTP, with its worker: where the origins of `shop` and the effects of `shop-effects`
//! come together.

pub mod catch_up;
pub mod config;
pub mod demo;
mod error;
pub mod feed;
pub mod logs;
pub mod metrics;
pub mod outside;
pub mod page;
mod provide;
pub mod routes;
mod serve;
mod shutdown;
pub mod storefront;
mod work;

pub use config::Config;
pub use error::Error;
pub use provide::provide;
pub use serve::serve;
pub use work::work;
