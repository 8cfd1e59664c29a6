//! The listing of the example application, in the formats for people.

use side_effects::{Format, Listing, registry};
use snapbox::{assert_data_eq, str};

side_effects::link!(bookshop, bookshop_effects);

fn listing() -> Listing {
    registry().listing()
}

#[test]
fn text_tells_what_happens_in_a_line_each() {
    assert_data_eq!(
        listing().to_string(),
        str![[r#"
account_closed
  - *** DOCSTRING MISSING: bookshop_effects::chat::count ***
  - Say goodbye.

account_opened
  - *** DOCSTRING MISSING: bookshop_effects::chat::count ***
  - Send the welcome mail.

order_placed
  - Send the confirmation, which is the contract.
  - Cheer in the sales channel.

order_shipped
  - Send the number of the parcel.

stock_low
  - Ask purchasing for more, while there is time.

"#]]
    );
}

#[test]
fn verbose_tells_everything() {
    assert_data_eq!(
        listing().label("account_opened").render(Format::Verbose),
        str![[r#"
account_opened

  fired by

    bookshop::accounts::open
    tests/crates/bookshop/src/accounts.rs:22
    fn open(email: String, newsletter: bool) -> Result<Account, NoAddress>

        Open an account.

        # Errors

        If no mail could go to `email`.

  side effects

    bookshop_effects::chat::count
    tests/crates/bookshop-effects/src/chat.rs:19
    fn count(event: &Event<'_>)
    runs inline, order 0

        *** DOCSTRING MISSING: bookshop_effects::chat::count ***

    bookshop_effects::mail::welcome
    tests/crates/bookshop-effects/src/mail.rs:19
    fn welcome(return_value: &Account, newsletter: bool)
    runs inline, order 0

        Send the welcome mail.

        With the newsletter of this month, for those who asked for it:

        ```text
        Subject: Welcome to the shop
        ```

"#]]
    );
}

#[test]
fn mermaid_draws_origins_labels_and_handlers() {
    assert_data_eq!(
        listing().render(Format::Mermaid),
        str![[r#"
flowchart LR
    label_account_closed(["account_closed"])
    origin_bookshop_accounts_Account_close["bookshop::accounts::Account::close"]
    handler_bookshop_effects_chat_count("bookshop_effects::chat::count")
    handler_bookshop_effects_mail_goodbye("bookshop_effects::mail::goodbye")
    label_account_opened(["account_opened"])
    origin_bookshop_accounts_open["bookshop::accounts::open"]
    handler_bookshop_effects_mail_welcome("bookshop_effects::mail::welcome")
    label_order_placed(["order_placed"])
    origin_bookshop_orders_place["bookshop::orders::place"]
    handler_bookshop_effects_mail_confirm("bookshop_effects::mail::confirm")
    handler_bookshop_effects_chat_cheer("bookshop_effects::chat::cheer")
    label_order_shipped(["order_shipped"])
    origin_bookshop_orders_ship["bookshop::orders::ship"]
    handler_bookshop_effects_mail_shipped("bookshop_effects::mail::shipped")
    label_stock_low(["stock_low"])
    origin_bookshop_orders["bookshop::orders"]
    handler_bookshop_effects_chat_reorder("bookshop_effects::chat::reorder")
    origin_bookshop_accounts_Account_close --> label_account_closed
    label_account_closed --> handler_bookshop_effects_chat_count
    label_account_closed --> handler_bookshop_effects_mail_goodbye
    origin_bookshop_accounts_open --> label_account_opened
    label_account_opened --> handler_bookshop_effects_chat_count
    label_account_opened --> handler_bookshop_effects_mail_welcome
    origin_bookshop_orders_place --> label_order_placed
    label_order_placed --> handler_bookshop_effects_mail_confirm
    label_order_placed --> handler_bookshop_effects_chat_cheer
    origin_bookshop_orders_ship --> label_order_shipped
    label_order_shipped --> handler_bookshop_effects_mail_shipped
    origin_bookshop_orders --> label_stock_low
    label_stock_low --> handler_bookshop_effects_chat_reorder

"#]]
    );
}

#[test]
fn sorted_lists_handlers_by_path_and_not_as_they_run() {
    let paths = |listing: Listing| {
        let text = listing.label("order_placed").to_string();
        text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let confirm = "  - Send the confirmation, which is the contract.";
    let cheer = "  - Cheer in the sales channel.";
    assert_eq!(paths(listing()), [confirm, cheer]);
    assert_eq!(paths(listing().sorted()), [cheer, confirm]);
}

#[test]
fn a_listing_is_narrowed_by_label_and_by_part_of_it() {
    let labels = |listing: Listing| {
        let text = listing.to_string();
        let labels = text
            .lines()
            .filter(|line| !line.starts_with(' ') && !line.is_empty());
        labels.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(labels(listing()).len(), 5);
    assert_eq!(
        labels(listing().label_contains("order_")),
        ["order_placed", "order_shipped"]
    );
    assert_eq!(labels(listing().label("order_placed")), ["order_placed"]);
    assert_eq!(
        labels(listing().label_contains("order_").label_contains("shipped")),
        ["order_shipped"]
    );
    assert_eq!(labels(listing().label("order_")), ["(no side effects)"]);
}

#[test]
fn a_handler_of_two_labels_lacks_its_docs_once() {
    let missing = listing().missing_docs();
    let paths: Vec<_> = missing.iter().map(|handler| handler.path()).collect();
    assert_eq!(paths, ["bookshop_effects::chat::count"]);
    assert!(listing().label_contains("order").missing_docs().is_empty());
}
