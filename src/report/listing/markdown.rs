//! A page to commit.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::place::{inside_package, is_elsewhere, percent_encoded, slashed};
use super::{Section, graph, shown, unique};

/// Beyond this, a table of contents is a help.
const LONG: usize = 3;
/// Beyond this, one diagram of everything is no help, and each label gets its
/// own. (Mermaid itself gives up at 500.)
const CROWDED: usize = 60;

/// `root` leads from the page to the root of the workspace.
pub(super) fn render(sections: &[Section], root: &str) -> String {
    let mut page = "# Side effects\n\nEach label, what fires it, and what follows.\n".to_owned();
    // Those that GitHub gives to headings.
    let mut anchors = HashSet::from(["side-effects".to_owned()]);
    let anchored: Vec<_> = sections
        .iter()
        .map(|section| (section, unique(&mut anchors, anchor(section.label), '-')))
        .collect();

    if sections.len() > LONG {
        page.push('\n');
        for (section, anchor) in &anchored {
            let label = code(section.label);
            let count = section.handlers.len();
            let plural = if count == 1 { "" } else { "s" };
            let _ = writeln!(page, "- [{label}](#{anchor}): {count} side effect{plural}");
        }
    }
    let crowded = graph::arrows(sections) > CROWDED;
    if !crowded && !sections.is_empty() {
        page += &diagram(sections);
    }
    for section in sections {
        let _ = write!(page, "\n## {}\n", code(section.label));
        if crowded {
            page += &diagram(std::slice::from_ref(section));
        }
        page += &origins(section, root);
        page += &handlers(section, root);
    }
    page
}

fn diagram(sections: &[Section]) -> String {
    format!("\n```mermaid\n{}```\n", graph::mermaid(sections))
}

fn origins(section: &Section, root: &str) -> String {
    if section.origins.is_empty() {
        return "\nNothing fires it.\n".to_owned();
    }
    let mut text = "\nFired by:\n".to_owned();
    for origin in &section.origins {
        let link = link(root, origin.path(), origin.file());
        let _ = write!(text, "\n- {link}\n\n");
        text += &indented(&format!("```rust\n{}\n```", origin.signature()));
        if let Some(summary) = origin.summary() {
            text += &format!("\n{}", indented(&without_headings(summary)));
        }
    }
    text
}

fn handlers(section: &Section, root: &str) -> String {
    if section.handlers.is_empty() {
        return "\nNothing handles it.\n".to_owned();
    }
    let mut text = "\nSide effects:\n".to_owned();
    for handler in &section.handlers {
        let link = link(root, handler.path(), handler.file());
        let order = match handler.order() {
            0 => String::new(),
            order => format!(", order {order}"),
        };
        let _ = write!(text, "\n- {link}, {}{order}\n\n", handler.when());
        text += &match handler.docs() {
            Some(docs) => indented(&without_headings(docs)),
            None => indented("*Not documented.*"),
        };
    }
    text
}

/// A link to the file that a function is in, and not to its line: the page would
/// change with every line above.
fn link(root: &str, path: &str, file: &str) -> String {
    let (path, file) = (code(path), slashed(file));
    if is_elsewhere(&file) {
        return format!("{path} in {}", code(inside_package(&file)));
    }
    format!("[{path}]({root}{})", percent_encoded(&file))
}

/// A code span around any text.
fn code(text: &str) -> String {
    let text = shown(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    // One space on either side is taken off again.
    let pad = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let pad = if pad { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// In a list item, whatever the docs leave open ends with the item.
fn indented(text: &str) -> String {
    let indented = text.lines().map(|line| match line.trim_end() {
        "" => "\n".to_owned(),
        line => format!("  {line}\n"),
    });
    indented.collect()
}

/// The headings of this page are labels; those of docs become bold lines.
fn without_headings(docs: &str) -> String {
    let mut fence: Option<&str> = None;
    let lines = docs.lines().map(|line| {
        let start = line.trim_start();
        match fence {
            Some(open) if start.starts_with(open) => fence = None,
            None => fence = ["```", "~~~"].into_iter().find(|f| start.starts_with(f)),
            Some(_) => {}
        }
        let text = line.trim_start_matches('#');
        let level = line.len() - text.len();
        if fence.is_none() && (1..=6).contains(&level) && text.starts_with([' ', '\t']) {
            let text = text.trim().trim_end_matches('#').trim_end();
            return format!("**{text}**");
        }
        line.to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What GitHub makes of a heading.
fn anchor(label: &str) -> String {
    let heading = shown(label).to_lowercase();
    let kept = |c: &char| c.is_alphanumeric() || "-_ ".contains(*c);
    let dashed = |c| if c == ' ' { '-' } else { c };
    heading.trim().chars().filter(kept).map(dashed).collect()
}
