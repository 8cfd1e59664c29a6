//! Doc comments, rendered.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// Markdown as HTML. Raw HTML in it is shown as it is written, links lead away or
/// are none, pictures are links, and headings are bold: those of the page are
/// labels.
pub(super) fn rendered(markdown: &str) -> Markup {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let parser = Parser::new_with_broken_link_callback(markdown, options, Some(item_of_rustdoc));
    let mut filter = Filter::default();
    let mut rendered = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(
        &mut rendered,
        parser.flat_map(|event| filter.filtered(event)),
    );
    html! { div.docs dir="auto" { (PreEscaped(rendered)) } }
}

/// [`Handler`], say, which rustdoc resolves and this page cannot: a link to
/// nowhere, which the filter takes for the text alone.
fn item_of_rustdoc<'a>(link: BrokenLink<'a>) -> Option<(CowStr<'a>, CowStr<'a>)> {
    let is_code = link.reference.starts_with('`') && link.reference.ends_with('`');
    is_code.then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
}

#[derive(Default)]
struct Filter {
    /// Of each link or picture that is open, whether it has become a link.
    links: Vec<bool>,
}

impl Filter {
    fn filtered<'a>(&mut self, event: Event<'a>) -> Vec<Event<'a>> {
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => vec![Event::Text(raw)],
            Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
            Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
            Event::Start(Tag::Heading { .. }) => {
                vec![Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)]
            }
            Event::End(TagEnd::Heading(_)) => {
                vec![Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)]
            }
            Event::Start(
                Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }
                | Tag::Image {
                    link_type,
                    dest_url,
                    title,
                    id,
                },
            ) => {
                let is_link = leads_away(&dest_url) && !self.links.contains(&true);
                self.links.push(is_link);
                let link = Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                };
                is_link.then_some(Event::Start(link)).into_iter().collect()
            }
            Event::End(TagEnd::Link | TagEnd::Image) => match self.links.pop() {
                Some(true) => vec![Event::End(TagEnd::Link)],
                _ => vec![],
            },
            other => vec![other],
        }
    }
}

/// Whether a link leads somewhere from wherever the page is. Paths of rustdoc do
/// not, nor do files of the repository.
fn leads_away(url: &str) -> bool {
    let url: Cow<'_, str> = url.to_ascii_lowercase().into();
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}
