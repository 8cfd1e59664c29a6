//! A browser's parser finds the page that was meant, and nothing else in it.

mod any_text;
mod parsed;
mod places;
mod rendered_docs;

use self::parsed::{Page, assert_sound};
use crate::report::listing::tests::{facts, listing, section, section_of};
use crate::report::message::CheckMessage;

#[test]
fn labels_stand_under_the_modules_that_fire_them_and_unfired_ones_come_last() {
    let mut unfired = section("a", "a::f", "Do.", "f");
    unfired.origins.clear();
    let of_type = section_of(facts("c", "app::orders::Cart::place", "Do.", "f"));
    let sections = [
        unfired,
        section("b", "app::users::add", "Do.", "f"),
        of_type,
    ];
    let page = Page::of(&listing(sections), &[]);
    assert_eq!(
        page.texts("h2"),
        [
            "The wiring",
            "app::orders",
            "app::users",
            "Nothing fires these"
        ]
    );
    assert_eq!(page.texts("h3"), ["c#", "b#", "a#"]);
}

#[test]
fn a_handler_of_several_labels_of_a_module_is_one_node() {
    let page = Page::of(
        &listing(["a", "b"].map(|label| section(label, "m::f", "Do.", "f"))),
        &[],
    );
    // Two labels between them.
    assert_eq!(page.texts("rect").len(), 4);
    let drawn: Vec<_> = page
        .elements()
        .into_iter()
        .filter(|element| element.name == "path" && element.attribute("d") != Some("M1 5H33"))
        .collect();
    assert_eq!(drawn.len(), 4);
}

#[test]
fn what_the_check_has_found_stands_at_its_label() {
    let sections = [
        section("a", "m::f", "Do.", "f"),
        section("b", "m::g", "Do.", "f"),
    ];
    let handler = sections[1].handlers[0].clone();
    let found = CheckMessage::at_handler(
        "E001",
        &handler,
        "`m::g` does not fit\nbecause".to_owned(),
        "make it fit".to_owned(),
    );
    let page = Page::of(&listing(sections), &[found]);
    assert_sound(&page).unwrap();
    assert_eq!(
        page.texts("summary"),
        ["The check of the wiring has found 1 error."]
    );
    let articles = page.texts("article");
    assert!(!articles[0].contains("error E001"));
    assert!(articles[1].contains("error E001 m::g does not fitbecauseHelp: make it fit"));
}

#[test]
fn an_empty_listing_is_a_sound_page() {
    let page = Page::of(&listing([]), &[]);
    assert_sound(&page).unwrap();
    assert_eq!(page.texts("article").len(), 0);
}
