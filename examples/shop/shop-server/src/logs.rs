//! Where the log goes: to stderr as `RUST_LOG` says, and what is for the page to the page.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

use crate::feed::Feed;

/// What is told where `RUST_LOG` says nothing. PostgreSQL has a word about each table that is there.
const DEFAULT: &str = "info,sqlx::postgres::notice=warn";

/// Installs the log.
///
/// # Errors
///
/// If `filter`, the value of `RUST_LOG`, is none.
pub fn install(filter: &str, feed: &Feed) -> Result<(), ParseError> {
    let filter = if filter.is_empty() { DEFAULT } else { filter };
    let filter = EnvFilter::builder().parse(filter)?;
    let of_effects = Targets::new()
        .with_target("shop_effects", LevelFilter::INFO)
        .with_target("shop::alerts", LevelFilter::WARN)
        .with_target("side_effects", LevelFilter::ERROR);
    tracing_subscriber::registry()
        .with(
            fmt::layer()
                .with_writer(std::io::stderr)
                .with_filter(filter),
        )
        .with(feed.clone().with_filter(of_effects))
        .init();
    Ok(())
}
