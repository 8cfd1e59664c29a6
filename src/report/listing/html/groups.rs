//! The labels, under the modules whose functions fire them.

use std::collections::{BTreeMap, HashSet};

use maud::{Markup, html};

use crate::report::listing::{Section, shown, unique};
use crate::report::message::{CheckMessage, Severity};

/// Ids of the page's own.
const TAKEN: [&str; 5] = ["search", "words", "matches", "none", "picture"];

/// The labels that the functions of one module fire.
pub(super) struct Group<'a> {
    /// `None` of those that nothing fires.
    pub(super) module: Option<String>,
    pub(super) labels: Vec<Labelled<'a>>,
}

/// One label, with what the page has to say of it.
pub(super) struct Labelled<'a> {
    pub(super) section: &'a Section,
    /// The id of its section.
    pub(super) anchor: String,
    pub(super) found: Vec<&'a CheckMessage>,
}

impl Group<'_> {
    pub(super) fn title(&self) -> Markup {
        match &self.module {
            Some(module) => html! { code { (shown(module)) } },
            None => html! { "Nothing fires these" },
        }
    }

    /// The anchors of all its labels, for the search.
    pub(super) fn anchors(&self) -> String {
        let anchors: Vec<_> = self.labels.iter().map(|l| l.anchor.as_str()).collect();
        anchors.join(" ")
    }
}

impl Labelled<'_> {
    pub(super) fn shown(&self) -> String {
        shown(self.section.label)
    }

    pub(super) fn href(&self) -> String {
        format!("#{}", self.anchor)
    }

    /// The id of its origin at this position. No anchor of a label has a dot.
    pub(super) fn origin_anchor(&self, position: usize) -> String {
        format!("{}.by.{}", self.anchor, position + 1)
    }

    /// The id of its handler at this position.
    pub(super) fn handler_anchor(&self, position: usize) -> String {
        format!("{}.{}", self.anchor, position + 1)
    }

    pub(super) fn worst(&self) -> Option<Severity> {
        self.found.iter().map(|message| message.severity()).min()
    }

    /// A sign that the check has something to say.
    pub(super) fn mark(&self) -> Markup {
        html! {
            @match self.worst() {
                Some(Severity::Error) => span.mark.error title="does not run" { "!" },
                Some(Severity::Warning) => span.mark.warning title="look at this" { "!" },
                None => {},
            }
        }
    }
}

pub(super) fn of<'a>(sections: &'a [Section], found: &'a [CheckMessage]) -> Vec<Group<'a>> {
    let mut anchors = HashSet::from(TAKEN.map(str::to_owned));
    let mut by_module: BTreeMap<Option<String>, Vec<Labelled<'a>>> = BTreeMap::new();
    for section in sections {
        let module = section.origins.first().map(|origin| {
            if origin.is_fired() {
                // The path of a `fire!` is the module that it stands in.
                origin.path().to_owned()
            } else {
                module(origin.path())
            }
        });
        let of_label = found.iter().filter(|m| m.label() == section.label);
        by_module.entry(module).or_default().push(Labelled {
            section,
            anchor: unique(&mut anchors, anchor(section.label), '-'),
            found: of_label.collect(),
        });
    }
    let unfired = by_module.remove(&None).map(|labels| (None, labels));
    by_module
        .into_iter()
        .chain(unfired)
        .map(|(module, labels)| Group { module, labels })
        .collect()
}

/// The id of a label's section: the label, as far as it is made of letters,
/// digits and `_`.
fn anchor(label: &str) -> String {
    let dashed = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    shown(label).chars().map(dashed).collect()
}

/// The module of a function, going by its path: `my_app::orders` for
/// `my_app::orders::place`, for the method `my_app::orders::Cart::place`, and for
/// `<my_app::orders::Cart as my_app::Shop>::place`.
fn module(path: &str) -> String {
    let inside = path.trim_start_matches(['<', '&']);
    let inside = inside.strip_prefix("dyn ").unwrap_or(inside);
    let end = inside.find(['<', '>', ' ']).unwrap_or(inside.len());
    let inside = &inside[..end];
    let inside = if end == path.len() {
        inside.rsplit_once("::").map_or("", |(module, _)| module)
    } else {
        inside
    };
    let is_module = |segment: &&str| !segment.starts_with(char::is_uppercase);
    let segments: Vec<_> = inside.split("::").take_while(is_module).collect();
    segments.join("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_of_a_method_is_that_of_its_type() {
        for (path, expected) in [
            ("my_app::orders::place", "my_app::orders"),
            ("my_app::orders::Cart::place", "my_app::orders"),
            ("my_app::orders::Cart<_>::place", "my_app::orders"),
            (
                "<my_app::orders::Cart as my_app::Shop>::place",
                "my_app::orders",
            ),
            ("<dyn my_app::Shop>::place", "my_app"),
            ("place", ""),
        ] {
            assert_eq!(module(path), expected, "{path}");
        }
    }

    #[test]
    fn an_anchor_is_the_label_where_that_can_be_one() {
        assert_eq!(anchor("order_placed"), "order_placed");
        assert_eq!(anchor("order placed / v2"), "order-placed---v2");
        assert_eq!(anchor("größe"), "größe");
    }
}
