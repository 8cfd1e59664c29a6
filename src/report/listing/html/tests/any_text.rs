//! Whatever labels, paths and docs hold is seen, and none of it is markup.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser};

use super::parsed::{Page, assert_sound};
use crate::report::listing::html::without_forbidden;
use crate::report::listing::shown;
use crate::report::listing::tests::{label, listing, section, text};
use crate::report::message::CheckMessage;

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
