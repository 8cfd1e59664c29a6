//! For people at a terminal.

use super::{Section, shown};
use crate::wiring::handler::Handler;

/// Whether there may be colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Plain,
    #[cfg_attr(
        not(feature = "cli"),
        expect(dead_code, reason = "only the command paints")
    )]
    Ansi,
}

impl Paint {
    fn style(self, code: u8, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\x1b[{code}m{text}\x1b[0m"),
        }
    }

    fn strong(self, text: &str) -> String {
        self.style(1, text)
    }

    fn faint(self, text: &str) -> String {
        self.style(2, text)
    }

    fn alarming(self, text: &str) -> String {
        self.style(33, text)
    }
}

/// Each label, and a line for each of its handlers.
pub(super) fn brief(sections: &[Section], paint: Paint) -> String {
    let sections = sections.iter().map(|section| {
        let mut text = paint.strong(&shown(section.label)) + "\n";
        for handler in &section.handlers {
            let line = match handler.summary() {
                Some(summary) => shown(summary),
                None => paint.alarming(&missing(handler.path())),
            };
            text += &format!("  - {line}\n");
        }
        if section.handlers.is_empty() {
            text += &format!("  {}\n", paint.faint("(nothing handles it)"));
        }
        text
    });
    joined(sections)
}

/// Each label, and all there is to say of its origins and handlers.
pub(super) fn verbose(sections: &[Section], paint: Paint) -> String {
    let sections = sections.iter().map(|section| {
        let mut text = paint.strong(&shown(section.label)) + "\n";
        text += &paint.faint(match section.origins.len() {
            0 => "\n  nothing fires it\n",
            _ => "\n  fired by\n",
        });
        for origin in &section.origins {
            let place = format!("{}:{}", origin.file(), origin.line());
            let mut lines = vec![String::new(), paint.strong(&shown(origin.path()))];
            lines.extend([paint.faint(&place), origin.signature().to_owned()]);
            text += &indented(&lines, 4);
            text += &docs(origin.docs().unwrap_or_default());
        }
        text += &paint.faint(match section.handlers.len() {
            0 => "\n  nothing handles it\n",
            _ => "\n  side effects\n",
        });
        for handler in &section.handlers {
            let place = format!("{}:{}", handler.file(), handler.line());
            let mut lines = vec![String::new(), paint.strong(&shown(handler.path()))];
            lines.extend([paint.faint(&place), handler.signature().to_owned()]);
            lines.extend(running(handler).iter().map(|line| paint.faint(line)));
            text += &indented(&lines, 4);
            text += &match handler.docs() {
                Some(written) => docs(written),
                None => docs(&paint.alarming(&missing(handler.path()))),
            };
        }
        text
    });
    joined(sections)
}

/// When a handler runs, and what it needs for that.
fn running(handler: &Handler) -> Vec<String> {
    let flow = if handler.is_async() { ", async" } else { "" };
    let mut lines = vec![format!(
        "runs {}{flow}, order {}",
        handler.when(),
        handler.order()
    )];
    if let Some((id, _, max_attempts)) = handler.durable_facts() {
        lines.push(format!(
            "is `{}` in jobs, tried up to {max_attempts} times",
            shown(id)
        ));
    }
    let deps = handler.deps();
    if !deps.is_empty() {
        lines.push(format!("needs {}", deps.join(", ")));
    }
    lines
}

fn joined(sections: impl Iterator<Item = String>) -> String {
    let sections: Vec<_> = sections.collect();
    if sections.is_empty() {
        return "(no side effects)\n".to_owned();
    }
    sections.join("\n")
}

fn missing(path: &str) -> String {
    format!("*** DOCSTRING MISSING: {} ***", shown(path))
}

fn docs(docs: &str) -> String {
    if docs.is_empty() {
        return String::new();
    }
    let lines: Vec<_> = docs.lines().map(str::to_owned).collect();
    format!("\n{}", indented(&lines, 8))
}

fn indented(lines: &[String], by: usize) -> String {
    let indented = lines.iter().map(|line| match line.as_str() {
        "" => "\n".to_owned(),
        line => format!("{:by$}{line}\n", ""),
    });
    indented.collect()
}
