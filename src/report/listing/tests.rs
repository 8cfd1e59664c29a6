//! Whatever labels, paths and docs hold, each format says what was meant.

use proptest::prelude::*;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use super::*;
use crate::event::capture::{Offer, Offers, Why};
use crate::event::origin::{Facts, Flow, OriginEntry};
use crate::wiring::handler::{HandlerEntry, Kind, Run, RunSync};

/// Everything that any of the formats could take for its own.
pub(super) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => any::<char>().prop_map(String::from),
        2 => "[a-z_:]{1,6}",
        3 => prop::sample::select(vec![
            "\"", "'", "\\", "`", "``", "```", "<", ">", "<br>", "&", "&lt;", "#", "#34;", ";",
            "\n", "\r\n", "\t", "\0", "\u{1b}", "[", "](x)", "{", "}", "|", "*", "_", "~~~",
            "end", "style:", "classDef a:", "%%", "-->", "---", "é", "日本", "🦀", "\u{202e}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

/// The same, but for what the attributes refuse.
pub(super) fn label() -> impl Strategy<Value = String> {
    text().prop_filter("a label is not blank", |text| !text.trim_ascii().is_empty())
}

fn leak(text: &str) -> &'static str {
    String::from(text).leak()
}

pub(super) fn facts(label: &str, path: &str, docs: &str, file: &str) -> Facts {
    Facts {
        label: leak(label),
        path: leak(path),
        inside: None,
        docs: leak(docs),
        file: leak(file),
        line: 7,
        signature: "fn f()",
    }
}

fn offers() -> Offers<Vec<Offer>> {
    Offers::new(
        vec![],
        Offer::Nothing(Why::NotGiven),
        Offer::Nothing(Why::NotGiven),
    )
}

/// One origin and one handler.
pub(super) fn section(label: &str, path: &str, docs: &str, file: &str) -> Section {
    section_of(facts(label, path, docs, file))
}

pub(super) fn section_of(facts: Facts) -> Section {
    let origin = OriginEntry::new(facts, Flow::Sync, &[], None, Some(offers));
    let handler = HandlerEntry::new(facts, 0, &[], Run::Sync(RunSync::Infallible(|_| ())));
    Section {
        label: facts.label,
        origins: vec![Origin(Box::leak(Box::new(origin)))],
        handlers: vec![Handler(Kind::Linked(Box::leak(Box::new(handler))))],
    }
}

pub(super) fn listing(sections: impl IntoIterator<Item = Section>) -> Listing {
    Listing::of(sections)
}

/// The headings of a page, as text.
fn headings(page: &str) -> Vec<(HeadingLevel, String)> {
    let mut headings: Vec<(HeadingLevel, String)> = Vec::new();
    let mut inside = false;
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                headings.push((level, String::new()));
                inside = true;
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(text) | Event::Code(text) if inside => {
                headings.last_mut().unwrap().1 += &text;
            }
            _ => {}
        }
    }
    headings
}

/// What stands in a string of the dot language.
fn read_dot(quoted: &str) -> String {
    let mut text = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => panic!("the string ends early: {quoted}"),
            '\\' => text.push(chars.next().filter(|c| "\\\"".contains(*c)).unwrap()),
            c => text.push(c),
        }
    }
    assert_eq!(text.matches('&').count(), text.matches("&amp;").count());
    text.replace("&amp;", "&")
}

/// What stands in a string of Mermaid.
fn read_mermaid(quoted: &str) -> String {
    let mut parts = quoted.split('#');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once(';').unwrap();
        text.push(char::from_u32(code.parse().unwrap()).unwrap());
        text += rest;
    }
    text
}

/// The texts of the nodes, given what stands around them.
fn nodes<'a>(graph: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let lines = graph.lines().filter(|line| line.contains(open));
    lines
        .map(|line| {
            let (_, rest) = line.split_once(open).unwrap();
            rest.rsplit_once(close).unwrap().0
        })
        .collect()
}

proptest! {
    #[test]
    fn json_holds_any_text(label in label(), path in text(), docs in text(), file in text()) {
        let section = section(&label, &path, &docs, &file);
        let docs = section.handlers[0].docs();
        let origin = json!({
            "path": path,
            "signature": "fn f()",
            "docs": docs,
            "file": file,
            "line": 7,
            "async": false,
        });
        let mut handler = origin.clone();
        handler["order"] = json!(0);
        handler["when"] = json!("inline");
        handler["deps"] = json!([]);
        let json = listing([section.clone()]).render(Format::Json);
        prop_assert_eq!(
            serde_json::from_str::<Value>(&json).unwrap(),
            json!({
                "version": 1,
                "labels": [{ "label": label, "origins": [origin], "handlers": [handler] }],
            })
        );
    }

    #[test]
    fn dot_holds_any_text(label in label(), path in text()) {
        let graph = listing([section(&label, &path, "", "f")]).render(Format::Dot);
        let nodes = nodes(&graph, "label=\"", "\", shape=");
        let nodes: Vec<_> = nodes.into_iter().map(read_dot).collect();
        prop_assert_eq!(nodes, [shown(&label), shown(&path), shown(&path)]);
        // head, three nodes, two arrows, foot
        prop_assert_eq!(graph.lines().count(), 8);
    }

    #[test]
    fn mermaid_holds_any_text(label in label(), path in text()) {
        let graph = listing([section(&label, &path, "", "f")]).render(Format::Mermaid);
        let nodes = nodes(&graph, "\"", "\"");
        let harmless = |c: char| c.is_alphanumeric() || " _:.,-/()#;".contains(c);
        for node in &nodes {
            prop_assert!(node.chars().all(harmless), "{}", node);
        }
        for line in graph.lines() {
            let is_style = line.contains('#')
                && (line.contains("style") || line.contains("classDef"));
            prop_assert!(!is_style, "{}", line);
        }
        let nodes: Vec<_> = nodes.into_iter().map(read_mermaid).collect();
        prop_assert_eq!(nodes, [shown(&label), shown(&path), shown(&path)]);
        prop_assert_eq!(graph.lines().count(), 6);
    }

    #[test]
    fn markdown_has_a_heading_for_each_label_and_no_other(
        labels in prop::collection::vec(label(), 1..6), path in text(), file in text()
    ) {
        let docs = "Do it.\n\n# Errors\n\n```text\n# no heading, and never closed";
        let sections = labels.iter().map(|label| section(label, &path, docs, &file));
        let page = listing(sections).render(Format::Markdown);
        let mut expected = vec![(HeadingLevel::H1, "Side effects".to_owned())];
        expected.extend(labels.iter().map(|label| (HeadingLevel::H2, shown(label))));
        prop_assert_eq!(headings(&page), expected);
    }

    #[test]
    fn text_has_one_line_for_each_handler(label in label(), path in text(), docs in text()) {
        let listing = listing([section(&label, &path, &docs, "f")]);
        let text = listing.to_string();
        let lines: Vec<_> = text.lines().collect();
        let line = match listing.sections[0].handlers[0].summary() {
            Some(summary) => format!("  - {}", shown(summary)),
            None => format!("  - *** DOCSTRING MISSING: {} ***", shown(&path)),
        };
        prop_assert_eq!(lines, [shown(&label), line]);
    }
}

#[test]
fn what_cannot_be_seen_is_spelled_out() {
    assert_eq!(shown("a\nb\u{202e}\0"), "a\\nb\\u{202e}\\0");
    assert_eq!(shown(""), "(empty)");
    assert_eq!(shown(" \n"), "(blank)");
    assert_eq!(shown("grün \\ \"日本\""), "grün \\ \"日本\"");
}

#[test]
fn links_lead_to_files_of_the_workspace_only() {
    let link = |file| {
        let page = listing([section("l", "a::f", "Do.", file)]).page("../");
        let mut lines = page.lines().rev();
        lines
            .find(|line| line.contains("`a::f`"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(link("src/a b.rs"), "- [`a::f`](../src/a%20b.rs), inline");
    assert_eq!(link("src\\a.rs"), "- [`a::f`](../src/a.rs), inline");
    let elsewhere = "- `a::f` in `mail-1.0.2/src/a/b.rs`, inline";
    assert_eq!(
        link("/home/ada/.cargo/src/x/mail-1.0.2/src/a/b.rs"),
        elsewhere
    );
    assert_eq!(link("C:\\Users\\ada\\mail-1.0.2\\src\\a\\b.rs"), elsewhere);
}

#[test]
fn the_page_stays_as_it_is_when_a_line_moves() {
    let page = |line| {
        let mut facts = facts("l", "a::f", "Do.", "src/a.rs");
        facts.line = line;
        listing([section_of(facts)]).render(Format::Markdown)
    };
    assert_eq!(page(7), page(8));
}

#[test]
fn a_long_page_has_contents_whose_links_are_the_anchors_of_github() {
    let labels = ["side-effects", "User.created", "a b", "a-b", "größe!"];
    let page = listing(labels.map(|label| section(label, "p", "Do.", "f"))).page("");
    let contents: Vec<_> = page
        .lines()
        .filter(|line| line.starts_with("- [`"))
        .collect();
    assert_eq!(
        contents[..5],
        [
            "- [`side-effects`](#side-effects-1): 1 side effect",
            "- [`User.created`](#usercreated): 1 side effect",
            "- [`a b`](#a-b): 1 side effect",
            "- [`a-b`](#a-b-1): 1 side effect",
            "- [`größe!`](#größe): 1 side effect",
        ]
    );
    let short = listing([section("a", "p", "Do.", "f")]).page("");
    assert!(!short.contains("](#"), "{short}");
}

#[test]
fn a_crowded_page_has_a_diagram_for_each_label() {
    let labels: Vec<_> = (0..31).map(|n| format!("l{n}")).collect();
    let sections = |count: usize| {
        let labels = labels[..count].iter();
        listing(labels.map(|label| section(label, label, "Do.", "f")))
    };
    let diagrams = |count| sections(count).page("").matches("```mermaid").count();
    assert_eq!(diagrams(30), 1);
    assert_eq!(diagrams(31), 31);
}

#[test]
fn a_function_of_several_labels_is_one_node() {
    let listing = listing(["a", "b"].map(|label| section(label, "p", "Do.", "f")));
    assert_eq!(
        listing.render(Format::Mermaid),
        "flowchart LR\n    \
             label_a([\"a\"])\n    origin_p[\"p\"]\n    handler_p(\"p\")\n    label_b([\"b\"])\n    \
             origin_p --> label_a\n    label_a --> handler_p\n    \
             origin_p --> label_b\n    label_b --> handler_p\n"
    );
    assert_eq!(listing.missing_docs().len(), 0);
}

#[test]
fn functions_whose_names_look_alike_are_two_nodes() {
    let listing = listing(["a-b", "a.b"].map(|label| section(label, label, "Do.", "f")));
    let graph = listing.render(Format::Dot);
    assert!(graph.contains("\n    label_a_b [label=\"a-b\""), "{graph}");
    assert!(
        graph.contains("\n    label_a_b_1 [label=\"a.b\""),
        "{graph}"
    );
    assert!(
        graph.contains("\n    origin_a_b_1 -> label_a_b_1;\n"),
        "{graph}"
    );
}

#[test]
fn an_empty_listing_is_valid_in_every_format() {
    let empty = listing([]);
    assert_eq!(empty.render(Format::Text), "(no side effects)\n");
    assert_eq!(empty.render(Format::Verbose), "(no side effects)\n");
    assert_eq!(empty.render(Format::Mermaid), "flowchart LR\n");
    assert_eq!(
        empty.render(Format::Dot),
        "digraph side_effects {\n    rankdir=LR;\n}\n"
    );
    assert_eq!(
        empty.render(Format::Markdown),
        "# Side effects\n\nEach label, what fires it, and what follows.\n"
    );
    assert_eq!(
        empty.render(Format::Json),
        "{\n  \"version\": 1,\n  \"labels\": []\n}\n"
    );
}
