//! Two hundred labels in twenty modules: what a page of a real application has to
//! cope with.

#![allow(dead_code, reason = "nothing of it is called, and all of it is drawn")]

use std::process::ExitCode;

use side_effects::{Dep, Event, has_side_effects, is_side_effect_of};

/// Sends mails.
#[derive(Debug)]
struct Mailer;

/// The handlers of one label, which are not the same for all.
macro_rules! handlers {
    (plain $label:path) => {
        /// Update the search index.
        ///
        /// Only what has changed is sent.
        #[is_side_effect_of($label)]
        fn update_search_index(id: u64) {
            let _ = id;
        }
    };
    (mailed $label:path) => {
        /// Tell the customer by mail, in the language of the account.
        ///
        /// | language | template |
        /// | --- | --- |
        /// | English | `en` |
        /// | German | `de` |
        ///
        /// See the [style guide](https://example.org/mails).
        #[is_side_effect_of($label, durable(queue = "mail", max_attempts = 8))]
        async fn send_notification_mail(id: u64, mailer: Dep<Mailer>) {
            let _ = (id, mailer);
        }

        /// Post it in the channel of the team.
        #[is_side_effect_of($label, order = 1)]
        fn post_to_the_team_channel(id: u64) {
            let _ = id;
        }
    };
    (busy $label:path) => {
        /// Call the webhooks of those who asked for it.
        #[is_side_effect_of($label, durable(queue = "webhooks"))]
        async fn call_webhooks(id: u64) {
            let _ = id;
        }

        /// Bring the figures of the dashboard up to date.
        #[is_side_effect_of($label, background)]
        async fn refresh_dashboard(id: u64) {
            let _ = id;
        }

        /// Drop what the cache has of it.
        #[is_side_effect_of($label, order = -1)]
        fn invalidate_cache(id: u64) {
            let _ = id;
        }
    };
}

macro_rules! modules {
    ($($module:ident),* $(,)?) => {$(
        mod $module {
            use super::*;

            verbs! { $module
                created: plain, updated: plain, archived: plain, restored: plain,
                approved: mailed, rejected: mailed, cancelled: mailed,
                imported: busy, exported: busy, deleted: busy,
            }
        }
    )*};
}

macro_rules! verbs {
    ($module:ident $($verb:ident: $handlers:ident),* $(,)?) => {$(
        pub(crate) mod $verb {
            use super::*;

            pub(crate) const LABEL: &str = concat!(stringify!($module), "_", stringify!($verb));

            handlers! { $handlers LABEL }
        }

        /// The work itself, and nothing of what follows from it.
        #[has_side_effects($verb::LABEL)]
        pub(crate) fn $verb(id: u64) -> Result<u64, String> {
            Ok(id)
        }
    )*};
}

modules! {
    accounts, addresses, baskets, campaigns, carriers, categories, coupons, customers, deliveries,
    employees, invoices, orders, payments, products, refunds, reports, reviews, stocks, suppliers,
    tickets,
}

/// Write it into the audit log.
#[is_side_effect_of(
    orders::created::LABEL,
    orders::deleted::LABEL,
    payments::approved::LABEL,
    payments::rejected::LABEL,
    refunds::approved::LABEL,
    accounts::deleted::LABEL
)]
fn audit(event: &Event<'_>) {
    let _ = event;
}

fn main() -> ExitCode {
    side_effects::cli::main()
}
