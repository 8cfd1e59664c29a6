//! Diagrams: origin → label → handler.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::{Section, shown, unique};

/// What a node is, and what tells it from others of its kind.
#[derive(PartialEq, Eq)]
enum Node<'a> {
    Origin(&'a str, &'a str, u32),
    Label(&'a str),
    Handler(&'a str, &'a str, u32),
}

impl Node<'_> {
    fn text(&self) -> String {
        let (Self::Origin(text, ..) | Self::Label(text) | Self::Handler(text, ..)) = self;
        shown(text)
    }

    /// A name that stays the same when others come and go, so that a committed
    /// diagram changes in few lines.
    fn id(&self) -> String {
        let kind = match self {
            Self::Origin(..) => "origin_",
            Self::Label(_) => "label_",
            Self::Handler(..) => "handler_",
        };
        let mut id = kind.to_owned();
        for c in self.text().replace("::", "_").chars() {
            id.push(if c.is_ascii_alphanumeric() { c } else { '_' });
        }
        // For the reason that `mermaid_text` has.
        id.replace("style", "sty_le")
            .replace("classDef", "class_Def")
    }
}

/// Edges go from one position in `nodes` to another.
#[derive(Default)]
struct Graph<'a> {
    nodes: Vec<(String, Node<'a>)>,
    edges: Vec<(usize, usize)>,
    ids: HashSet<String>,
}

impl<'a> Graph<'a> {
    fn of(sections: &'a [Section]) -> Self {
        let mut graph = Self::default();
        for section in sections {
            let label = graph.node(Node::Label(section.label));
            for origin in &section.origins {
                let place = (origin.path(), origin.file(), origin.line());
                let origin = graph.node(Node::Origin(place.0, place.1, place.2));
                graph.edges.push((origin, label));
            }
            for handler in &section.handlers {
                let place = (handler.path(), handler.file(), handler.line());
                let handler = graph.node(Node::Handler(place.0, place.1, place.2));
                graph.edges.push((label, handler));
            }
        }
        graph
    }

    /// A function of several labels is one node.
    fn node(&mut self, node: Node<'a>) -> usize {
        let known = self.nodes.iter().position(|(_, other)| *other == node);
        known.unwrap_or_else(|| {
            let id = unique(&mut self.ids, node.id(), '_');
            self.nodes.push((id, node));
            self.nodes.len() - 1
        })
    }

    /// The ids at both ends of each edge.
    fn edges(&self) -> impl Iterator<Item = (&str, &str)> {
        let id = |position: usize| self.nodes[position].0.as_str();
        self.edges
            .iter()
            .map(move |(from, to)| (id(*from), id(*to)))
    }
}

/// How many arrows a diagram of these has.
pub(super) fn arrows(sections: &[Section]) -> usize {
    let arrows = |section: &Section| section.origins.len() + section.handlers.len();
    sections.iter().map(arrows).sum()
}

pub(super) fn mermaid(sections: &[Section]) -> String {
    let graph = Graph::of(sections);
    let mut text = "flowchart LR\n".to_owned();
    for (id, node) in &graph.nodes {
        let (open, close) = match node {
            Node::Origin(..) => ("[", "]"),
            Node::Label(_) => ("([", "])"),
            Node::Handler(..) => ("(", ")"),
        };
        let quoted = mermaid_text(&node.text());
        let _ = writeln!(text, "    {id}{open}\"{quoted}\"{close}");
    }
    for (from, to) in graph.edges() {
        let _ = writeln!(text, "    {from} --> {to}");
    }
    text
}

/// The inside of a quoted string. Mermaid has no escapes there but `#34;`, the
/// code of a character, and would read backticks and `<br>` as markup.
fn mermaid_text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || " _:.,-/()".contains(c) {
            quoted.push(c);
        } else {
            let _ = write!(quoted, "#{};", u32::from(c));
        }
    }
    if quoted.contains('#') {
        // Before it parses anything, Mermaid takes the last `;` off each line
        // that looks like a style (`style.*:\S*#.*;`), be it in a string.
        quoted = (quoted.replace("style", "#115;tyle")).replace("classDef", "#99;lassDef");
    }
    quoted
}

pub(super) fn dot(sections: &[Section]) -> String {
    let graph = Graph::of(sections);
    let mut text = "digraph side_effects {\n    rankdir=LR;\n".to_owned();
    for (id, node) in &graph.nodes {
        let shape = match node {
            Node::Origin(..) => "shape=box",
            Node::Label(_) => "shape=ellipse",
            Node::Handler(..) => "shape=box, style=rounded",
        };
        let quoted = dot_text(&node.text());
        let _ = writeln!(text, "    {id} [label=\"{quoted}\", {shape}];");
    }
    for (from, to) in graph.edges() {
        let _ = writeln!(text, "    {from} -> {to};");
    }
    text + "}\n"
}

/// The inside of a quoted string, which has escapes and HTML's entities.
fn dot_text(text: &str) -> String {
    (text.replace('\\', "\\\\"))
        .replace('"', "\\\"")
        .replace('&', "&amp;")
}
