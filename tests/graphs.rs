//! The diagrams of ugly labels, read by the real Graphviz and the real Mermaid.
//! `.ci/graphs` gets both, and runs this.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Once;

use side_effects::{
    Event, Format, Listing, has_side_effects, is_side_effect_of, register, registry,
};

macro_rules! ugly {
    ($($name:ident = $label:literal),* $(,)?) => {
        const LABELS: &[&str] = &[$($label),*];

        $(
            mod $name {
                use super::*;

                #[has_side_effects($label)]
                #[expect(dead_code, reason = "it is only drawn")]
                fn origin() {}

                #[is_side_effect_of($label)]
                fn handler() {}
            }
        )*
    };
}

ugly! {
    quotes = "quotes \" and ' and `ticks` and ``more``",
    backslashes = "back\\slash \\n \\l \\N \\\" \\",
    lines = "a line\nbreak\r\nand another\ttab",
    html = "<b>bold</b> &lt;&amp;&#34; <br/> <script>alert(1)</script>",
    unicode = "grün 日本 🦀 e\u{301} \u{202e}reversed",
    styles = "style: #fff; \"x\"; classDef a:#000;",
    end = "end",
    keywords = "subgraph graph flowchart click",
    comments = "%% comment %%{init: {}}%% --> --- ; #quot; #34;",
    shapes = "[square] (round) {curly} |pipe| [[x]] ((y)) {{z}}",
    plain = "user::created/v2.final-draft_1, (really)",
    markup = "*a* _b_ ~~c~~ $$d$$ @{e: f}",
}

/// The listing, with handlers whose paths are as ugly.
fn listing() -> Listing {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        for label in LABELS {
            register(label, format!("registered for {label}"), |_: &Event<'_>| {}).leak();
        }
    });
    registry().listing()
}

/// The texts of all nodes: the text format shows a label, or a path without
/// docs, as it is in a diagram.
fn expected() -> BTreeSet<String> {
    let text = listing().to_string();
    let shown = text.lines().filter(|line| !line.is_empty()).map(|line| {
        let path = line.strip_prefix("  - *** DOCSTRING MISSING: ");
        path.map_or(line, |path| path.strip_suffix(" ***").unwrap())
    });
    let labels = registry().labels().into_iter();
    let origins = labels.flat_map(|label| registry().origins(label));
    let origins = origins.map(|origin| origin.path().to_owned());
    shown.map(str::to_owned).chain(origins).collect()
}

/// What `program` says to `input`.
fn pipe(program: &mut Command, input: &str) -> String {
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program:?}: {error}"));
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program:?} fails on\n{input}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs Graphviz: run `.ci/graphs`"]
fn graphviz_draws_every_text_as_it_is() {
    let graph = listing().render(Format::Dot);
    let svg = pipe(Command::new("dot").arg("-Tsvg"), &graph);
    let texts = svg.split("<text ").skip(1).map(|text| {
        let (_, text) = text.split_once('>').unwrap();
        let (text, _) = text.split_once("</text>").unwrap();
        [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&#45;", "-"),
            ("&#160;", " "),
            ("&amp;", "&"),
        ]
        .into_iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    });
    assert_eq!(texts.collect::<BTreeSet<_>>(), expected());
    let arrows = svg.matches("class=\"edge\"").count();
    assert_eq!(arrows, 3 * LABELS.len());
}

#[test]
#[ignore = "needs Mermaid: run `.ci/graphs`"]
fn mermaid_reads_every_text_as_it_is() {
    let graph = listing().render(Format::Mermaid);
    let reader = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/mermaid/read.mjs");
    let read = pipe(Command::new("node").arg(reader), &graph);
    let read: serde_json::Value = serde_json::from_str(&read).unwrap();
    let texts = read["texts"].as_array().unwrap().iter();
    let texts: BTreeSet<_> = texts
        .map(|text| text.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts, expected());
    assert_eq!(read["arrows"], 3 * LABELS.len());
}
