//! The listing of the example application, in the formats for people.

use side_effects::{Format, Listing, registry};
use snapbox::{assert_data_eq, str};

side_effects::link!(shop, shop_effects);

fn listing() -> Listing {
    registry().listing()
}

#[test]
fn text_tells_what_happens_in_a_line_each() {
    assert_data_eq!(
        listing().to_string(),
        str![[r#"
account_closed
  - *** DOCSTRING MISSING: shop_effects::chat::count ***
  - Say goodbye.

account_opened
  - *** DOCSTRING MISSING: shop_effects::chat::count ***
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

    shop::accounts::open
    examples/app/shop/src/accounts.rs:22
    fn open(email: String, newsletter: bool) -> Result<Account, NoAddress>

        Open an account.

        # Errors

        If no mail could go to `email`.

  side effects

    shop_effects::chat::count
    examples/app/shop-effects/src/chat.rs:19
    fn count(event: &Event<'_>)

        *** DOCSTRING MISSING: shop_effects::chat::count ***

    shop_effects::mail::welcome
    examples/app/shop-effects/src/mail.rs:19
    fn welcome(return_value: &Account, newsletter: bool)

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
    n0(["account_closed"])
    n1["shop::accounts::close"]
    n2("shop_effects::chat::count")
    n3("shop_effects::mail::goodbye")
    n4(["account_opened"])
    n5["shop::accounts::open"]
    n6("shop_effects::mail::welcome")
    n7(["order_placed"])
    n8["shop::orders::place"]
    n9("shop_effects::mail::confirm")
    n10("shop_effects::chat::cheer")
    n11(["order_shipped"])
    n12["shop::orders::ship"]
    n13("shop_effects::mail::shipped")
    n14(["stock_low"])
    n15["shop::orders"]
    n16("shop_effects::chat::reorder")
    n1 --> n0
    n0 --> n2
    n0 --> n3
    n5 --> n4
    n4 --> n2
    n4 --> n6
    n8 --> n7
    n7 --> n9
    n7 --> n10
    n12 --> n11
    n11 --> n13
    n15 --> n14
    n14 --> n16

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
    assert_eq!(paths, ["shop_effects::chat::count"]);
    assert!(listing().label_contains("order").missing_docs().is_empty());
}
