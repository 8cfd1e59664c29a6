//! The documentation of effects: what fires which label, and what happens then.

mod graph;
#[cfg(feature = "html")]
mod html;
mod json;
mod markdown;
mod place;
mod text;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;

use crate::event::origin::Origin;
use crate::report::check::Undocumented;
use crate::wiring::handler::Handler;
use crate::wiring::registry::{LabelEntry, Registry, registry};

#[cfg(feature = "html")]
use crate::report::check::check;
#[cfg(feature = "html")]
use crate::report::message::CheckMessage;
#[cfg(feature = "cli")]
pub(crate) use html::SourceUrl;
pub(crate) use text::Paint;

/// How a [`Listing`] is shown.
///
/// # Examples
///
/// ```
/// use side_effects::{Format, has_side_effects, is_side_effect_of, registry};
///
/// #[has_side_effects("format_example")]
/// fn sign_up(email: &str) {}
///
/// /// Send the welcome mail.
/// #[is_side_effect_of("format_example")]
/// fn welcome(email: &str) {}
///
/// let listing = registry().listing().label("format_example");
/// assert_eq!(listing.render(Format::Text), "format_example\n  - Send the welcome mail.\n");
/// assert!(listing.render(Format::Verbose).contains("fn welcome(email: &str)"));
/// assert!(listing.render(Format::Mermaid).starts_with("flowchart LR\n"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum Format {
    /// Each label, and what happens then, in a line per side effect.
    #[default]
    Text,
    /// Everything there is: places, signatures, whole docs, when and in which
    /// order handlers run, and what they need.
    Verbose,
    /// For programs.
    ///
    /// ```json
    /// {
    ///   "version": 1,
    ///   "labels": [
    ///     {
    ///       "label": "order_placed",
    ///       "origins": [ORIGIN, …],
    ///       "handlers": [HANDLER, …]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// where an `ORIGIN` is
    ///
    /// ```json
    /// {
    ///   "path": "shop::orders::place",
    ///   "signature": "fn place(customer: &str) -> Order",
    ///   "docs": "Place an order.",
    ///   "file": "src/orders.rs",
    ///   "line": 12,
    ///   "async": false
    /// }
    /// ```
    ///
    /// and a `HANDLER` has these as well:
    ///
    /// ```json
    /// {
    ///   "order": 0,
    ///   "when": "inline",
    ///   "deps": ["dyn shop::Mailer"]
    /// }
    /// ```
    ///
    /// `docs` may be `null`. `deps` are the types that the handler takes as a
    /// [`Dep`](crate::Dep). Handlers come in the order they run. New keys, and new
    /// values of `when`, may be added; anything else that changes makes a new
    /// `version`.
    Json,
    /// A page to commit, with a diagram that GitHub and GitLab draw. Links to
    /// source files are relative to the root of the workspace;
    /// [`assert_listing!`](crate::assert_listing!) has them lead there from
    /// where the page is. They have no line numbers, so that the page changes
    /// with the wiring and its docs, and not when a line moves.
    #[cfg_attr(
        feature = "cli",
        value(help = "A page to commit, with a diagram that GitHub and GitLab draw")
    )]
    Markdown,
    /// A [Mermaid](https://mermaid.js.org) flowchart: origin → label → handler.
    #[cfg_attr(
        feature = "cli",
        value(help = "A Mermaid flowchart: origin → label → handler")
    )]
    Mermaid,
    /// The same for [Graphviz](https://graphviz.org): `… | dot -Tsvg`.
    #[cfg_attr(
        feature = "cli",
        value(help = "The same for Graphviz: `… | dot -Tsvg`")
    )]
    Dot,
    /// A page for everybody: one file, to be put on an intranet or sent by mail.
    ///
    /// It has a search, the wiring as a picture, a section for each label with the
    /// docs rendered, and what [`check()`](crate::check()) has to say. Nothing in it
    /// is fetched from anywhere. Raw HTML in docs is shown as it is written.
    /// Names of source files lead to [`source_url`](Listing::source_url), if there
    /// is one.
    #[cfg(feature = "html")]
    #[cfg_attr(
        feature = "cli",
        value(help = "A page for everybody, with a search and a picture of the wiring")
    )]
    Html,
}

/// One label of a listing.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub(crate) label: &'static str,
    pub(crate) origins: Vec<Origin>,
    pub(crate) handlers: Vec<Handler>,
}

impl From<LabelEntry> for Section {
    fn from(entry: LabelEntry) -> Self {
        Self {
            label: entry.label(),
            origins: entry.origins(),
            handlers: entry.handlers(),
        }
    }
}

/// What happens when: all labels, or some, with their origins and handlers.
///
/// [`registry().listing()`](Registry::listing) makes one. `Display` is
/// [`Format::Text`]; every rendering ends with a line break.
///
/// # Examples
///
/// ```
/// use side_effects::{Format, has_side_effects, is_side_effect_of, registry};
///
/// #[has_side_effects("listing_example")]
/// fn sign_up(email: &str) {}
///
/// /// Send the welcome mail.
/// ///
/// /// In the language of the browser.
/// #[is_side_effect_of("listing_example")]
/// fn welcome(email: &str) {}
///
/// #[is_side_effect_of("listing_example", order = 1)]
/// fn track() {}
///
/// let listing = registry().listing().label("listing_example");
/// let track = registry().handlers("listing_example")[1].path().to_owned();
/// assert_eq!(
///     listing.to_string(),
///     format!(
///         "listing_example\n  \
///            - Send the welcome mail.\n  \
///            - *** DOCSTRING MISSING: {track} ***\n"
///     ),
/// );
/// assert_eq!(listing.missing_docs()[0].path(), track);
/// assert!(listing.render(Format::Json).starts_with("{\n  \"version\": 1,"));
/// ```
#[derive(Debug, Clone)]
pub struct Listing {
    pub(crate) sections: Vec<Section>,
    #[cfg(feature = "html")]
    source: Option<html::SourceUrl>,
}

impl Registry {
    /// What happens when, in words: all that is linked in, and all that is
    /// registered by now.
    #[must_use]
    pub fn listing(&'static self) -> Listing {
        Listing::of(registry().all().into_iter().map(Section::from))
    }
}

impl Listing {
    fn of(sections: impl IntoIterator<Item = Section>) -> Self {
        Self {
            sections: sections.into_iter().collect(),
            #[cfg(feature = "html")]
            source: None,
        }
    }

    /// Only this label.
    #[must_use]
    pub fn label(mut self, label: &str) -> Self {
        self.sections.retain(|section| section.label == label);
        self
    }

    /// Only labels that contain `part`.
    #[must_use]
    pub fn label_contains(mut self, part: &str) -> Self {
        self.sections.retain(|section| section.label.contains(part));
        self
    }

    /// Handlers by path. Else they come in the order they run; labels and
    /// origins are in alphabetical order anyway.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        for section in &mut self.sections {
            (section.handlers).sort_by(|a, b| a.path().cmp(b.path()));
        }
        self
    }

    /// Where the source code can be read: an address with `{file}` and `{line}` in
    /// it, to which [`Format::Html`] links.
    ///
    /// `{file}` is the path from the root of the workspace. What is outside of it,
    /// such as a handler of a crate from a registry, is not linked.
    ///
    /// # Panics
    ///
    /// If there is no `{file}` in it, if there are other braces, or if it does not
    /// begin with a scheme.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{Format, has_side_effects, registry};
    ///
    /// #[has_side_effects("source_url_example")]
    /// fn sign_up() {}
    ///
    /// let listing = registry().listing().label("source_url_example");
    /// let page = listing
    ///     .source_url("https://github.com/me/my_app/blob/main/{file}#L{line}")
    ///     .render(Format::Html);
    /// assert!(page.starts_with("<!DOCTYPE html>"));
    /// ```
    #[cfg(feature = "html")]
    #[must_use]
    #[track_caller]
    pub fn source_url(self, template: &str) -> Self {
        match html::SourceUrl::new(template) {
            Ok(source) => self.with_source(source),
            Err(complaint) => panic!("{complaint}"),
        }
    }

    #[cfg(feature = "html")]
    pub(crate) fn with_source(mut self, source: html::SourceUrl) -> Self {
        self.source = Some(source);
        self
    }

    /// The handlers that have no docs, each once, however many labels it has.
    #[must_use]
    pub fn missing_docs(&self) -> Vec<Handler> {
        let mut undocumented = Undocumented::default();
        let handlers = self.sections.iter().flat_map(|section| &section.handlers);
        handlers
            .filter(|handler| undocumented.is_new(handler))
            .cloned()
            .collect()
    }

    /// The listing in some format, with a line break at the end.
    #[must_use]
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text | Format::Verbose => self.paint(format, Paint::Plain),
            Format::Json => json::render(&self.sections),
            Format::Markdown => self.page(""),
            Format::Mermaid => graph::mermaid(&self.sections),
            Format::Dot => graph::dot(&self.sections),
            #[cfg(feature = "html")]
            Format::Html => self.html(&check()),
        }
    }

    /// The page for everybody, with what was `found` wrong.
    #[cfg(feature = "html")]
    pub(crate) fn html(&self, found: &[CheckMessage]) -> String {
        html::render(&self.sections, found, self.source.as_ref())
    }

    /// The formats for a terminal, in colour or not.
    pub(crate) fn paint(&self, format: Format, paint: Paint) -> String {
        match format {
            Format::Text => text::brief(&self.sections, paint),
            Format::Verbose => text::verbose(&self.sections, paint),
            other => self.render(other),
        }
    }

    /// The Markdown page, for a place from which `root` (`"../"`, say) leads to
    /// the root of the workspace.
    pub(crate) fn page(&self, root: &str) -> String {
        markdown::render(&self.sections, root)
    }
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Format::Text))
    }
}

/// Any text in one line, with something to see: labels may hold what they like.
fn shown(text: &str) -> String {
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    if text.trim().is_empty() {
        return "(blank)".to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        // What breaks lines, or turns the direction of the rest.
        let unseen = c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if unseen {
            shown.extend(c.escape_debug());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// `name`, or with a number behind it, if it was `taken` before.
fn unique(taken: &mut HashSet<String>, name: String, separator: char) -> String {
    let numbered = (1..).map(|number| format!("{name}{separator}{number}"));
    let mut candidates = std::iter::once(name.clone()).chain(numbered);
    candidates
        .find(|candidate| taken.insert(candidate.clone()))
        .expect("there is always one more number")
}
