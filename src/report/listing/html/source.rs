//! Where the source code of a function can be read.

use maud::{Markup, html};

use crate::event::suggest::quoted;
use crate::report::listing::place::{inside_package, is_elsewhere, percent_encoded, slashed};
use crate::report::listing::shown;

const FILE: &str = "{file}";
const LINE: &str = "{line}";

/// The address of a line of source code, with `{file}` and `{line}` in it.
#[derive(Debug, Clone)]
pub(crate) struct SourceUrl(String);

impl SourceUrl {
    pub(crate) fn new(template: &str) -> Result<Self, String> {
        let complaint = |what: String| {
            format!(
                "{what}: write an address like \
                 `https://github.com/me/my_app/blob/main/{FILE}#L{LINE}`"
            )
        };
        if !template.contains(FILE) {
            return Err(complaint(format!(
                "the source URL `{template}` has no `{FILE}` in it"
            )));
        }
        let rest = template.replace(FILE, "").replace(LINE, "");
        if rest.contains(['{', '}']) {
            return Err(complaint(format!(
                "the source URL `{template}` has other braces in it than {}",
                quoted([FILE, LINE])
            )));
        }
        let leads_away = template
            .split_once(':')
            .is_some_and(|(scheme, _)| !scheme.is_empty() && is_scheme(scheme));
        if !leads_away || template.trim_start().starts_with("javascript:") {
            return Err(complaint(format!(
                "the source URL `{template}` does not begin with a scheme such as `https:`"
            )));
        }
        Ok(Self(template.to_owned()))
    }

    fn of(&self, file: &str, line: u32) -> String {
        self.0
            .replace(FILE, &percent_encoded(file))
            .replace(LINE, &line.to_string())
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// `src/orders.rs:12`, as a link where that leads somewhere: what is outside of
/// the workspace is not in its repository.
pub(super) fn place(source: Option<&SourceUrl>, file: &str, line: u32) -> Markup {
    let file = slashed(file);
    if is_elsewhere(&file) {
        return html! { span.place { (shown(inside_package(&file))) ":" (line) } };
    }
    let place = format!("{}:{line}", shown(&file));
    match source {
        Some(source) => html! { a.place href=(source.of(&file, line)) { (place) } },
        None => html! { span.place { (place) } },
    }
}
