//! What `display_side_effects` shows. Its command line is tested in `tests/cli.rs`.

use side_effects::{Format, Listing, has_side_effects, is_side_effect_of, registry};

#[has_side_effects("listed")]
fn origin() {}

/// Tell the customer.
///
/// With a link.
#[is_side_effect_of("listed", order = -1)]
fn tell() {}

#[is_side_effect_of("listed")]
fn count() {}

fn listing() -> Listing {
    registry().listing().label("listed")
}

#[test]
fn text_has_the_first_line_of_the_docs() {
    assert_eq!(
        listing().to_string(),
        "listed\n  - Tell the customer.\n  \
         - *** DOCSTRING MISSING: coming_from_django::listing::count ***\n"
    );
}

#[test]
fn json_is_the_mapping_for_programs() {
    let json: serde_json::Value = serde_json::from_str(&listing().render(Format::Json)).unwrap();
    let label = &json["labels"][0];
    assert_eq!(label["label"], "listed");
    let paths: Vec<_> = label["handlers"].as_array().unwrap().iter().collect();
    assert_eq!(paths[0]["path"], "coming_from_django::listing::tell");
    assert_eq!(paths[1]["path"], "coming_from_django::listing::count");
}

#[test]
fn verbose_has_all_of_the_docs() {
    let text = listing().render(Format::Verbose);
    assert!(
        text.contains("        Tell the customer.\n\n        With a link.\n"),
        "{text}"
    );
}

#[test]
fn sorted_is_by_path() {
    let text = listing().sorted().to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[1..],
        [
            "  - *** DOCSTRING MISSING: coming_from_django::listing::count ***",
            "  - Tell the customer."
        ]
    );
}

#[test]
fn missing_docs_are_told() {
    let missing = listing().missing_docs();
    let paths: Vec<_> = missing.iter().map(|handler| handler.path()).collect();
    assert_eq!(paths, ["coming_from_django::listing::count"]);
}
