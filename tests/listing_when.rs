//! What a listing says of when handlers run: their order, whether they are async,
//! and what they need.

use serde_json::{Value, json};
use side_effects::{Dep, Event, Format, has_side_effects, is_side_effect_of, register, registry};
use snapbox::{assert_data_eq, str};

trait Mailer: Send + Sync {}
struct Rates;

#[has_side_effects("booked")]
async fn book() {}

/// Mail the invoice.
#[is_side_effect_of("booked", order = 10)]
async fn mail(_mailer: Dep<dyn Mailer>, _rates: Dep<Rates>) {}

/// Count.
#[is_side_effect_of("booked", order = -10)]
fn count() {}

#[has_side_effects("cancelled")]
fn cancel() {}

#[test]
fn verbose_says_when_a_handler_runs_and_what_it_needs() {
    let _: fn() = cancel;
    drop(book());
    assert_data_eq!(
        registry().listing().label("booked").render(Format::Verbose),
        str![[r#"
booked

  fired by

    listing_when::book
    tests/listing_when.rs:12
    async fn book()

  side effects

    listing_when::count
    tests/listing_when.rs:20
    fn count()
    runs inline, order -10

        Count.

    listing_when::mail
    tests/listing_when.rs:16
    async fn mail(_mailer: Dep<dyn Mailer>, _rates: Dep<Rates>)
    runs inline, async, order 10
    needs dyn listing_when::Mailer, listing_when::Rates

        Mail the invoice.

"#]]
    );
}

/// One label as JSON.
fn json_of(label: &str) -> Value {
    let json = registry().listing().label(label).render(Format::Json);
    let mut json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["version"], 1);
    json["labels"][0].take()
}

#[test]
fn json_says_it_to_programs() {
    let label = json_of("booked");
    assert_eq!(label["origins"][0]["async"], json!(true));
    let said = |position: usize| {
        let handler = &label["handlers"][position];
        json!([
            handler["path"],
            handler["order"],
            handler["when"],
            handler["async"],
            handler["deps"]
        ])
    };
    assert_eq!(
        said(0),
        json!(["listing_when::count", -10, "inline", false, []])
    );
    assert_eq!(
        said(1),
        json!([
            "listing_when::mail",
            10,
            "inline",
            true,
            ["dyn listing_when::Mailer", "listing_when::Rates"]
        ])
    );
}

#[test]
fn keys_are_stable() {
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let label = json_of("booked");
    assert_eq!(keys(&label), ["handlers", "label", "origins"]);
    assert_eq!(
        keys(&label["origins"][0]),
        ["async", "docs", "file", "line", "path", "signature"]
    );
    assert_eq!(
        keys(&label["handlers"][0]),
        [
            "async",
            "deps",
            "docs",
            "file",
            "line",
            "order",
            "path",
            "signature",
            "when"
        ]
    );
}

#[test]
fn a_handler_that_was_registered_says_it_too() {
    let _registration = register("cancelled", "refund", |_: &Event<'_>| {});
    let handler = &json_of("cancelled")["handlers"][0];
    assert_eq!(handler["path"], "refund");
    assert_eq!(handler["order"], 0);
    assert_eq!(handler["when"], "inline");
    assert_eq!(handler["async"], false);
    assert_eq!(handler["deps"], json!([]));
}

#[test]
fn a_page_says_when_a_handler_runs_and_in_which_order_and_not_where_its_line_is() {
    let page = registry()
        .listing()
        .label("booked")
        .render(Format::Markdown);
    assert!(
        page.contains("- [`listing_when::count`](tests/listing_when.rs), inline, order -10\n"),
        "{page}"
    );
    assert!(!page.contains("#L"), "{page}");
}
