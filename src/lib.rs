#![doc = include_str!("../README.md")]
//!
//! ## Features
//!
//! All are off by default, and each adds to the crate without changing what is there.
//!
//! | feature | adds | brings |
//! | --- | --- | --- |
//! | `http` | responses and statuses of 4xx and 5xx fire nothing: [`Outcome`] | `http` |
//! | `tokio` | handlers in the `background`: [`guide::background`](https://docs.rs/side-effects/latest/side_effects/guide/background/index.html) | `tokio` |
//! | `durable` | handlers that a queue runs: [`guide::durable`](https://docs.rs/side-effects/latest/side_effects/guide/durable/index.html) | `serde`, `serde_json`, the feature `tokio` |
//! | `html` | the wiring as one page for everybody: [`guide::wiring`](guide::wiring#a-page-for-everybody) | `maud`, `pulldown-cmark`, `unicode-width` |
//! | `cli` | a command that shows the wiring: [`guide::wiring`](guide::wiring#on-the-command-line) | `clap`, `anstream`, the feature `html` |
//! | `metrics` | counts and durations: [`guide::metrics`](https://docs.rs/side-effects/latest/side_effects/guide/metrics/index.html) | `metrics` |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
mod event;
mod expansions;
pub mod guide;
mod report;
mod run;
mod scope;
mod wiring;

// What expansions touch.
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use side_effects_macros::{disable_side_effects, has_side_effects, is_side_effect_of};

// Of what has a path in the open, errors show the name alone.
#[doc(hidden)]
pub use __private::TakenByItsName;
#[doc(hidden)]
pub use __private::{
    AsyncOrigin, CanBe, CanBeCloned, CanBeSeen, CanBeShared, CanOutlive, TypedOrigin, Uncaptured,
};
#[cfg(feature = "durable")]
#[doc(hidden)]
pub use __private::{OutlivesItsOrigin, Rebuildable, Storable};
pub use error::Error;
pub use event::arg_error::ArgError;
pub use event::delivery::{Delivery, How};
pub use event::fired::Event;
pub use event::origin::Origin;
#[cfg(feature = "http")]
pub use event::outcome::http_response_check;
pub use event::outcome::{BlockOutcome, Outcome};
pub use event::owned::FiredEvent;
pub use report::check::check;
#[cfg(feature = "cli")]
pub use report::command as cli;
pub use report::listing::{Format, Listing};
pub use report::message::{CheckMessage, Severity};
#[cfg(feature = "metrics")]
pub use report::metrics::describe_metrics;
pub use report::wiring::{Wiring, assert_wired};
#[cfg(feature = "tokio")]
pub use run::background;
#[cfg(feature = "durable")]
pub use run::durable;
pub use run::{Released, hold, hold_blocking};
pub use scope::deps::{Dep, provide, provide_dyn};
pub use scope::events::Events;
pub use scope::failures::Failure;
#[cfg(feature = "tokio")]
pub use scope::pending::Pending;
pub use scope::switches::{set_abort_on_error, set_test_mode};
pub use scope::{
    DisabledSideEffects, HeldSideEffects, Hold, RecordedSideEffects, Scope, disable_side_effects,
    disable_side_effects_globally, hold_side_effects, record_side_effects,
};
pub use wiring::handler::Handler;
pub use wiring::registration::{Registration, register};
pub use wiring::registry::{LabelEntry, Registry, registry};

/// Fires a label from anywhere, without an origin function.
///
/// After the label come the arguments that handlers can bind to, by reference:
/// `name` for a variable, or `name = value`. The return value, if there is to be
/// one, stands behind a `;`. A value that is a reference offers what it refers to.
///
/// The event fires at once, whatever the return value says, and failing handlers
/// are logged. For everything
/// else, the place in the code is an origin: it is listed, and checked.
///
/// # Examples
///
/// ```
/// use side_effects::{disable_side_effects, fire, is_side_effect_of};
///
/// #[is_side_effect_of("parcel_lost")]
/// fn apologize(customer: &str, return_value: &u32) {
///     assert_eq!((customer, *return_value), ("Ada", 3));
/// }
///
/// let customer = String::from("Ada");
/// fire!("parcel_lost", customer, days = 10; return_value = &3_u32);
///
/// let events = disable_side_effects();
/// fire!("parcel_lost", customer; return_value = &4_u32);
/// assert_eq!(events, ["parcel_lost"]);
/// ```
#[macro_export]
macro_rules! fire {
    ($($args:tt)*) => {
        $crate::__private::fire! { crate = $crate, $($args)* }
    };
}

/// Fires a label from anywhere, as [`fire!`] does and with the same arguments, by
/// a future that waits for async handlers, too.
///
/// Nothing fires before the future is awaited. Async handlers of one `order` run
/// side by side, as those of an async origin do; a future that is dropped half-way
/// takes them along. As in an async origin, handlers can be bound to values of
/// types that are `Sync`.
///
/// # Examples
///
/// ```
/// use side_effects::{fire_async, is_side_effect_of};
///
/// #[is_side_effect_of("parcel_found")]
/// async fn tell(customer: &str) {
///     assert_eq!(customer, "Ada");
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let events = side_effects::record_side_effects();
/// let customer = String::from("Ada");
/// fire_async!("parcel_found", customer).await;
/// # assert_eq!(events, ["parcel_found"]);
/// # });
/// ```
#[macro_export]
macro_rules! fire_async {
    ($($args:tt)*) => {
        $crate::__private::fire_async! { crate = $crate, $($args)* }
    };
}

/// Makes sure that crates are linked in, so that their side effects run.
///
/// A crate that nothing in the program refers to is left out by the compiler,
/// attributes and all, even if it is a dependency in `Cargo.toml`: rustc hands
/// the linker only what some path in the program leads to, and the point of a
/// side effect is that nothing names it. This names its crate; so does any
/// other use of the crate.
///
/// What was left out shows: [`assert_wired`] does not let the program start, since
/// there are labels that nothing handles (`W002`), and in [`assert_listing!`] there
/// are side effects that only the committed page has.
///
/// ```
/// # extern crate std as my_mail_effects;
/// # extern crate core as my_crm_effects;
/// side_effects::link!(my_mail_effects, my_crm_effects);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! link {
    ($($krate:path),+ $(,)?) => {
        const _: () = {
            $(use $krate as _;)+
        };
    };
}
