//! The page, as a browser's parser sees it.

use std::collections::HashSet;

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;

use crate::report::listing::Listing;
use crate::report::message::CheckMessage;

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

pub(super) struct Page(RcDom);

impl Page {
    pub(super) fn of(listing: &Listing, found: &[CheckMessage]) -> Self {
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

    pub(super) fn elements(&self) -> Vec<Element> {
        let mut elements = Vec::new();
        collect(&self.0.document, &mut elements);
        elements
    }

    /// The texts of all elements of this kind.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let elements = self.elements();
        let of_name = elements.into_iter().filter(|element| element.name == name);
        of_name.map(|element| element.text).collect()
    }

    pub(super) fn docs(&self) -> Vec<Element> {
        let elements = self.elements();
        let is_docs = |element: &Element| element.attribute("class") == Some("docs");
        elements.into_iter().filter(is_docs).collect()
    }

    pub(super) fn hrefs(&self) -> Vec<String> {
        let elements = self.elements();
        let hrefs = elements.iter().filter_map(|e| e.attribute("href"));
        hrefs.map(str::to_owned).collect()
    }
}

pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) text: String,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
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

pub(super) fn assert_sound(page: &Page) -> Result<(), TestCaseError> {
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
