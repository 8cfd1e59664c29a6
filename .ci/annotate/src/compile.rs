//! Annotates all functions, and takes the attribute off those that do not
//! compile with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use proc_macro2::LineColumn;
use serde_json::Value;

use crate::source::{Error, Place, Source};

/// Runs `command`, a `cargo check` in `folder`, until it succeeds. Each time,
/// the functions in which it finds errors lose their attribute.
pub fn annotate(folder: &Path, command: &[&str]) -> Result<(), Error> {
    let folder = folder.canonicalize()?;
    let mut sources = Source::all(&folder.join("src"))?;
    let mut refusals = BTreeMap::<String, Vec<String>>::new();
    loop {
        let mut places = Vec::new();
        for source in &sources {
            places.extend(source.write()?);
        }
        let errors = errors(&folder, command)?;
        if errors.is_empty() {
            break;
        }
        let mut found = BTreeMap::new();
        for error in &errors {
            let place = error.spans.iter().find_map(|span| innermost(&places, span));
            if let Some(place) = place {
                (found.entry((place.path.clone(), place.index))).or_insert(error);
            }
        }
        if found.is_empty() {
            let rendered: Vec<_> = errors.iter().map(|error| &*error.rendered).collect();
            let rendered = rendered.join("\n");
            return Err(format!("errors in no annotated function:\n{rendered}").into());
        }
        for ((path, index), error) in found {
            let source = sources.iter_mut().find(|source| source.path == path);
            let Some(source) = source else { continue };
            let name = source.refuse(index);
            let file = path.strip_prefix(&folder)?.display();
            let place = format!("{file}:{} {name}", error.spans[0].at.line);
            refusals
                .entry(error.message.clone())
                .or_default()
                .push(place);
        }
    }
    let all: usize = sources.iter().map(Source::functions).sum();
    let annotated: usize = sources.iter().map(Source::annotated).sum();
    print(all, all - annotated, refusals);
    Ok(())
}

/// First the figures, in a line for the script; then the refusals.
fn print(all: usize, refused: usize, refusals: BTreeMap<String, Vec<String>>) {
    println!("{all} {refused}");
    let mut refusals: Vec<_> = refusals.into_iter().collect();
    refusals.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    for (message, places) in refusals {
        println!("{:4}  {message}", places.len());
        for place in places {
            println!("          {place}");
        }
    }
}

struct CompileError {
    /// With its code, and without names.
    message: String,
    spans: Vec<FileSpan>,
    rendered: String,
}

struct FileSpan {
    path: PathBuf,
    at: LineColumn,
}

/// The innermost function that has the place in it.
fn innermost<'a>(places: &'a [Place], span: &FileSpan) -> Option<&'a Place> {
    let around = (places.iter()).filter(|place| place.contains(&span.path, span.at));
    around.reduce(|inner, other| if other.is_inside(inner) { other } else { inner })
}

fn errors(folder: &Path, command: &[&str]) -> Result<Vec<CompileError>, Error> {
    let output = Command::new(command[0])
        .args(&command[1..])
        .args(["--message-format", "json"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()?;
    let messages = String::from_utf8(output.stdout)?;
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors: Vec<_> = messages
        .filter(|message| message["message"]["level"] == "error")
        .map(|message| CompileError::read(folder, &message["message"]))
        .filter(|error| !error.spans.is_empty())
        .collect();
    if errors.is_empty() && !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{} failed:\n{said}", command.join(" ")).into());
    }
    Ok(errors)
}

impl CompileError {
    fn read(folder: &Path, message: &Value) -> Self {
        let mut spans = Vec::new();
        collect(folder, &message["spans"], true, &mut spans);
        collect(folder, &message["spans"], false, &mut spans);
        for child in message["children"].as_array().into_iter().flatten() {
            collect(folder, &child["spans"], true, &mut spans);
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let code = text(&message["code"]["code"]);
        Self {
            message: format!("{code} {}", nameless(&text(&message["message"]))),
            spans,
            rendered: text(&message["rendered"]),
        }
    }
}

/// The places that a message points to: in macros, where they are written and
/// where they are called.
fn collect(folder: &Path, spans: &Value, primary: bool, found: &mut Vec<FileSpan>) {
    for span in spans.as_array().into_iter().flatten() {
        if span["is_primary"] != primary {
            continue;
        }
        let mut span = span;
        while let Some(file) = span["file_name"].as_str() {
            let number = |key: &str| {
                let number = span[key].as_u64().and_then(|number| number.try_into().ok());
                number.unwrap_or(1)
            };
            found.push(FileSpan {
                path: folder.join(file),
                at: LineColumn {
                    line: number("line_start"),
                    column: number("column_start") - 1_usize,
                },
            });
            span = &span["expansion"]["span"];
        }
    }
}

/// The message with `…` for all names, so that like ones are counted together.
fn nameless(message: &str) -> String {
    let words = message.split('`').enumerate();
    words
        .map(|(index, word)| if index % 2 == 0 { word } else { "`…`" })
        .collect()
}
