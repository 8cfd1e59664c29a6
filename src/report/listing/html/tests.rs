//! Whatever labels, paths and docs hold, a browser's parser finds the page that was
//! meant, and nothing else in it.

use std::collections::HashSet;

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser};

use super::*;
use crate::report::listing::tests::{facts, label, listing, section, section_of, text};
use crate::report::listing::{Format, Listing, shown};

/// All elements that the page has of its own, and those of Markdown.
const ELEMENTS: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "link",
    "style",
    "script",
    "body",
    "header",
    "nav",
    "search",
    "label",
    "input",
    "main",
    "section",
    "article",
    "figure",
    "figcaption",
    "aside",
    "details",
    "summary",
    "div",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "ul",
    "ol",
    "li",
    "a",
    "bdi",
    "span",
    "strong",
    "code",
    "pre",
    "svg",
    "path",
    "rect",
    "text",
    "em",
    "del",
    "blockquote",
    "hr",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
];

struct Page(RcDom);

impl Page {
    fn of(listing: &Listing, found: &[CheckMessage]) -> Self {
        let page = listing.html(found);
        let parser = parse_document(RcDom::default(), ParseOpts::default());
        Self(parser.one(page))
    }

    fn errors(&self) -> Vec<String> {
        self.0
            .errors
            .borrow()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn elements(&self) -> Vec<Element> {
        let mut elements = Vec::new();
        collect(&self.0.document, &mut elements);
        elements
    }

    /// The texts of all elements of this kind.
    fn texts(&self, name: &str) -> Vec<String> {
        let elements = self.elements();
        let of_name = elements.into_iter().filter(|element| element.name == name);
        of_name.map(|element| element.text).collect()
    }

    fn docs(&self) -> Vec<Element> {
        let elements = self.elements();
        let is_docs = |element: &Element| element.attribute("class") == Some("docs");
        elements.into_iter().filter(is_docs).collect()
    }

    fn hrefs(&self) -> Vec<String> {
        let elements = self.elements();
        let hrefs = elements.iter().filter_map(|e| e.attribute("href"));
        hrefs.map(str::to_owned).collect()
    }
}

struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        let attribute = self.attributes.iter().find(|(known, _)| known == name);
        attribute.map(|(_, value)| value.as_str())
    }
}

/// The elements from here on, each before those in it; returns all text.
fn collect(node: &Handle, elements: &mut Vec<Element>) -> String {
    let at = elements.len();
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attributes = attrs.borrow();
        let attributes = attributes.iter().map(|attribute| {
            (
                attribute.name.local.to_string(),
                attribute.value.to_string(),
            )
        });
        elements.push(Element {
            name: name.local.to_string(),
            attributes: attributes.collect(),
            text: String::new(),
        });
    }
    let mut text = match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => String::new(),
    };
    for child in node.children.borrow().iter() {
        text += &collect(child, elements);
    }
    if matches!(node.data, NodeData::Element { .. }) {
        elements[at].text.clone_from(&text);
    }
    text
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What a reader of this Markdown is to see.
fn text_of(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(markdown, options);
    events
        .map(|event| match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                text.to_string()
            }
            _ => String::new(),
        })
        .collect()
}

fn assert_sound(page: &Page) -> Result<(), TestCaseError> {
    prop_assert_eq!(page.errors(), Vec::<String>::new());
    let elements = page.elements();
    let mut ids = HashSet::new();
    for element in &elements {
        prop_assert!(ELEMENTS.contains(&&*element.name), "<{}>", element.name);
        for (name, value) in &element.attributes {
            prop_assert!(
                !name.starts_with("on") && name != "src",
                "{}={}",
                name,
                value
            );
            if name == "id" {
                prop_assert!(ids.insert(value.as_str()), "two of {}", value);
                prop_assert!(!value.contains(char::is_whitespace), "{}", value);
            }
        }
    }
    let count = |name| elements.iter().filter(|e| e.name == name).count();
    prop_assert_eq!((count("script"), count("style"), count("link")), (1, 1, 1));
    for href in page.hrefs() {
        let is_sound = match href.strip_prefix('#') {
            Some(id) => ids.contains(id),
            None => ["https://", "http://", "mailto:", "data:,"]
                .iter()
                .any(|scheme| href.to_ascii_lowercase().starts_with(scheme)),
        };
        prop_assert!(is_sound, "{}", href);
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_seen_and_none_is_markup(
        labels in prop::collection::vec(label(), 1..4),
        path in text(),
        docs in text(),
        file in text(),
        message in text(),
    ) {
        let sections: Vec<_> = (labels.iter())
            .map(|label| section(label, &path, &docs, &file))
            .collect();
        let handler = sections[0].handlers[0].clone();
        let found = CheckMessage::at_handler("E001", &handler, message.clone(), message);
        let page = listing(sections)
            .source_url("https://example.org/{file}#L{line}");
        let page = Page::of(&page, &[found]);

        assert_sound(&page)?;
        let headings: Vec<_> = page.texts("h3").iter().map(|h| without_spaces(h)).collect();
        let expected: Vec<_> = (labels.iter())
            .map(|label| without_spaces(&without_forbidden(&shown(label))) + "#")
            .collect();
        prop_assert_eq!(headings, expected);
        if let Some(docs) = handler.docs() {
            let expected = without_spaces(&without_forbidden(&text_of(docs)));
            for rendered in page.docs() {
                prop_assert_eq!(without_spaces(&rendered.text), &*expected);
            }
        }
    }

    #[test]
    fn any_markdown_is_sound(
        lines in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "<script>alert(1)</script>", "<b>bold", "</div></article>", "<!-- a comment",
                    "[a](javascript:alert(1))", "[![b](c.png)](https://d.example)", "![e](https://f)",
                    "[g][`h`]", "[`i`]", "| j | k |", "| --- | --- |", "| `l` | <td> |", "# m", "```n",
                    "~~~", "> o", "- p", "  - q", "1. r", "---", "s  ", "<https://t.example>", "&lt;u&gt;",
                    "[v]: https://w.example", "[v]", "    x", "***y*", "\u{202e}z", "", "]]>",
                ]).prop_map(str::to_owned),
                text(),
            ],
            1..12,
        )
    ) {
        let docs = lines.join("\n");
        let page = Page::of(&listing([section("l", "p", &docs, "f")]), &[]);
        assert_sound(&page)?;
    }
}

#[test]
fn labels_may_be_called_as_parts_of_the_page_are() {
    let ids = |labels: &[String]| -> Vec<String> {
        let sections = labels.iter().map(|label| section(label, "p", "Do.", "f"));
        let page = Page::of(&listing(sections), &[]);
        assert_sound(&page).unwrap();
        let elements = page.elements();
        let ids = elements.iter().filter_map(|e| e.attribute("id"));
        ids.map(str::to_owned).collect()
    };
    let labels = ids(&["a".to_owned()]);
    assert!(labels.len() > 5, "{labels:?}");
    ids(&labels);
}

#[test]
fn a_megabyte_of_docs_is_shown_to_its_end() {
    let docs = "A *word* and `</script>`, and \"more\" <b>.\n\n".repeat(24_000) + "The last line.";
    assert!(docs.len() > 1_000_000);
    let page = Page::of(&listing([section("l", "p", &docs, "f")]), &[]);
    assert_sound(&page).unwrap();
    for rendered in page.docs() {
        assert_eq!(
            rendered.text.matches("A word and </script>,").count(),
            24_000
        );
        assert!(rendered.text.trim_end().ends_with("The last line."));
    }
}

/// The docs of one handler, as HTML.
fn rendered(markdown: &str) -> String {
    let html = docs::rendered(markdown).into_string();
    let html = html
        .strip_prefix("<div class=\"docs\" dir=\"auto\">")
        .unwrap();
    html.strip_suffix("</div>").unwrap().trim_end().to_owned()
}

#[test]
fn links_lead_away_or_are_none() {
    assert_eq!(
        rendered("[a](https://a.example/?b=c&d \"e\")"),
        r#"<p><a href="https://a.example/?b=c&amp;d" title="e">a</a></p>"#
    );
    assert_eq!(rendered("[a](JavaScript:alert(1))"), "<p>a</p>");
    assert_eq!(
        rendered("[a](my_app::mail) and [b](../b.md)"),
        "<p>a and b</p>"
    );
    assert_eq!(
        rendered("[`Mailer`], a[0]"),
        "<p><code>Mailer</code>, a[0]</p>"
    );
}

#[test]
fn pictures_are_links_and_nothing_is_fetched() {
    assert_eq!(
        rendered("![a](https://a.example/b.png)"),
        r#"<p><a href="https://a.example/b.png">a</a></p>"#
    );
    // A link cannot be in a link.
    assert_eq!(
        rendered("[![a](https://a.example/b.png)](https://c.example)"),
        r#"<p><a href="https://c.example">a</a></p>"#
    );
}

#[test]
fn raw_html_is_shown_as_it_is_written() {
    assert_eq!(rendered("a <b>c</b>"), "<p>a &lt;b&gt;c&lt;/b&gt;</p>");
    assert_eq!(rendered("<hr>"), "<p>&lt;hr&gt;</p>");
}

#[test]
fn headings_of_docs_are_not_those_of_the_page() {
    assert_eq!(
        rendered("# Errors\n\nNone."),
        "<p><strong>Errors</strong></p>\n<p>None.</p>"
    );
}

fn places(source: &str, file: &str) -> Vec<String> {
    let page = listing([section("l", "a::f", "Do.", file)]).source_url(source);
    let page = Page::of(&page, &[]);
    page.hrefs()
        .into_iter()
        .filter(|href| href.contains("://"))
        .collect()
}

#[test]
fn places_lead_to_the_source_code() {
    let source = "https://example.org/my_app/{file}#L{line}";
    let expected = "https://example.org/my_app/src/a%20b.rs#L7";
    assert_eq!(places(source, "src/a b.rs"), [expected, expected]);
    assert_eq!(places(source, "src\\a b.rs"), [expected, expected]);
    assert_eq!(
        places("vscode://file/work/{file}:{line}", "src/a.rs"),
        [
            "vscode://file/work/src/a.rs:7",
            "vscode://file/work/src/a.rs:7"
        ]
    );
}

#[test]
fn what_is_outside_of_the_workspace_is_not_linked() {
    let file = "/home/ada/.cargo/src/x/mail-1.0.2/src/b.rs";
    assert!(places("https://example.org/{file}", file).is_empty());
    let page = listing([section("l", "a::f", "Do.", file)]).render(Format::Html);
    assert!(page.contains(">mail-1.0.2/src/b.rs:7<") && !page.contains("ada"));
}

#[test]
fn a_source_url_that_leads_nowhere_is_refused() {
    for (template, complaint) in [
        (
            "https://example.org/",
            "the source URL `https://example.org/` has no `{file}` in it",
        ),
        (
            "https://example.org/{file}#{lines}",
            "the source URL `https://example.org/{file}#{lines}` has other braces in it than \
             `{file}`, `{line}`",
        ),
        (
            "blob/main/{file}",
            "the source URL `blob/main/{file}` does not begin with a scheme such as `https:`",
        ),
        (
            "javascript:open('{file}')",
            "the source URL `javascript:open('{file}')` does not begin with a scheme such as \
             `https:`",
        ),
    ] {
        let said = SourceUrl::new(template).unwrap_err();
        assert_eq!(
            said,
            format!(
                "{complaint}: write an address like \
                 `https://github.com/me/my_app/blob/main/{{file}}#L{{line}}`"
            )
        );
    }
}

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
