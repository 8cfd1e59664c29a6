//! Each row of the page names a test, and each test here is named by the page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../docs/guide/coming_from_django.md");
const HERE: &str = "tests/coming_from_django";

#[test]
fn every_row_of_every_table_has_a_footnote_that_names_tests() {
    let rows = rows();
    assert!(rows.len() > 80, "{} rows: is this the page?", rows.len());
    assert_shown(rows);
}

#[test]
fn every_difference_has_one_too() {
    let differences = differences();
    assert_eq!(differences.len(), 11);
    assert_shown(differences.iter().map(String::as_str));
}

/// Each of these has a footnote that names tests.
fn assert_shown<'a>(rows: impl IntoIterator<Item = &'a str>) {
    let footnotes = footnotes();
    for row in rows {
        let marks = marks(row);
        assert!(!marks.is_empty(), "nothing shows this row:\n{row}");
        for mark in marks {
            let tests = footnotes.get(mark);
            let tests = tests.unwrap_or_else(|| panic!("no footnote `{mark}`:\n{row}"));
            assert!(!tests.is_empty(), "footnote `{mark}` names no test");
        }
    }
}

#[test]
fn every_test_that_the_page_names_exists() {
    for (mark, tests) in footnotes() {
        for test in tests {
            let (module, name) = test.rsplit_once("::").unwrap();
            let file = file_of(module)
                .unwrap_or_else(|| panic!("footnote `{mark}`: no file has `{test}`"));
            assert!(
                tests_in(&file).contains(name),
                "footnote `{mark}`: {} has no test `{name}`",
                file.display()
            );
        }
    }
}

#[test]
fn every_test_of_this_folder_is_named_by_a_row() {
    let footnotes = footnotes();
    let used: BTreeSet<_> = rows().into_iter().flat_map(marks).collect();
    let named: BTreeSet<_> = footnotes
        .iter()
        .filter(|(mark, _)| used.contains(*mark))
        .flat_map(|(_, tests)| tests.iter().copied())
        .collect();
    let mut count = 0;
    for entry in fs::read_dir(root().join(HERE)).unwrap() {
        let file = entry.unwrap().path();
        let module = file.file_stem().unwrap().to_str().unwrap().to_owned();
        if module == "page" {
            continue;
        }
        for test in tests_in(&file) {
            let path = format!("{module}::{test}");
            assert!(named.contains(path.as_str()), "no row names `{path}`");
            count += 1;
        }
    }
    assert!(count > 50, "{count} tests: is this the folder?");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The lines of the page that are not in a block of code.
fn prose() -> impl Iterator<Item = &'static str> {
    let mut in_code = false;
    PAGE.lines().filter(move |line| {
        let is_fence = line.starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    })
}

/// The rows of all tables, without their heads.
fn rows() -> Vec<&'static str> {
    let lines: Vec<_> = prose().collect();
    let is_rule = |line: &str| line.starts_with("| ---");
    let is_head = |at: usize| lines.get(at + 1).is_some_and(|next| is_rule(next));
    let is_row = |at: usize| lines[at].starts_with('|') && !is_rule(lines[at]) && !is_head(at);
    let rows = (0..lines.len()).filter(|at| is_row(*at));
    rows.map(|at| lines[at]).collect()
}

/// The items of what is deliberately different, each in one line.
fn differences() -> Vec<String> {
    let mut lines = prose().skip_while(|line| *line != "# What is deliberately different");
    let lines: Vec<_> = (lines.by_ref().skip(1))
        .take_while(|line| !line.starts_with('#'))
        .collect();
    let text = lines.join(" ");
    text.split("* **").skip(1).map(str::to_owned).collect()
}

/// The marks of the footnotes in `text`: `x` of `[^x]`.
fn marks(text: &str) -> Vec<&str> {
    let parts = text.split("[^").skip(1);
    parts.map(|part| part.split(']').next().unwrap()).collect()
}

/// What stands in backticks in each footnote.
fn footnotes() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut footnotes = BTreeMap::new();
    for line in prose() {
        let Some(rest) = line.strip_prefix("[^") else {
            continue;
        };
        let (mark, text) = rest.split_once("]: ").expect("a footnote has a text");
        let tests = text.split('`').skip(1).step_by(2).collect();
        let before = footnotes.insert(mark, tests);
        assert_eq!(before, None, "two footnotes are called `{mark}`");
    }
    footnotes
}

/// The file of a module: of this folder, of another test, or of `side-effects-river`.
fn file_of(module: &str) -> Option<PathBuf> {
    let module = module.replace("::", "/");
    let mut places = vec![format!("{HERE}/{module}.rs"), format!("tests/{module}.rs")];
    if let Some(module) = module.strip_prefix("river/") {
        places.push(format!("side-effects-river/tests/suite/{module}.rs"));
    }
    let mut files = places.iter().map(|place| root().join(place));
    files.find(|file| file.exists())
}

/// The names of the tests in a file: of the functions behind an attribute that ends
/// in `test`, or in its arguments.
fn tests_in(file: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(file).unwrap();
    let mut tests = BTreeSet::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        if let Some((_, name)) = line.split_once("fn ").filter(|_| is_test) {
            let name: String = (name.chars())
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            tests.insert(name);
            is_test = false;
        }
    }
    tests
}
