//! Guides: whole pages on one subject each, in the order in which most people need them.
//!
//! | page | answers |
//! | --- | --- |
//! | [`binding`] | How does a handler get its arguments, and what does that cost? |
//! | [`firing`] | When do effects fire, in which order, and on whose time? |
//! | [`testing`] | How do I test origins, handlers, and both together? |
//! | [`transactions`] | How do effects wait for the commit? |
//! | `background` | How do effects run off the caller's path, and how does the program shut down? |
//! | `durable` | How do effects survive a crash? |
//! | [`wiring`] | How do I see what happens when, and keep it true in CI? |
//! | [`errors`] | What becomes of an effect that fails, and who is told? |
//! | `metrics` | How many events and handlers are there, and how long do they take? |
//! | [`limits`] | What can the crate not do, and what is the way out? |
//! | [`coming_from_django`] | What are the names of things that I know from django-side-effects? |
//!
//! The pages `background`, `durable` and `metrics` are there with the features `tokio`,
//! `durable` and `metrics`. None contains items, and all examples are tests.

#[doc = include_str!("../docs/guide/binding.md")]
pub mod binding {}

#[doc = include_str!("../docs/guide/firing.md")]
pub mod firing {}

#[doc = include_str!("../docs/guide/testing.md")]
pub mod testing {}

// Its examples need a database: `tests/databases` runs them.
#[cfg_attr(not(doctest), doc = include_str!("../docs/guide/transactions.md"))]
pub mod transactions {}

#[cfg(feature = "tokio")]
#[doc = include_str!("../docs/guide/background.md")]
pub mod background {}

#[cfg(feature = "durable")]
#[doc = include_str!("../docs/guide/durable.md")]
pub mod durable {}

#[doc = include_str!("../docs/guide/wiring.md")]
pub mod wiring {}

#[doc = include_str!("../docs/guide/errors.md")]
pub mod errors {}

// Its examples need an exporter: `tests/metrics` runs them.
#[cfg(feature = "metrics")]
#[cfg_attr(not(doctest), doc = include_str!("../docs/guide/metrics.md"))]
pub mod metrics {}

#[doc = include_str!("../docs/guide/limits.md")]
pub mod limits {}

#[doc = include_str!("../docs/guide/coming_from_django.md")]
pub mod coming_from_django {}
