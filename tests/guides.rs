//! What holds for all guides: the tests that they name are there, and their labels are their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The text of each guide, by the name of its page.
fn guides() -> BTreeMap<String, String> {
    let folder = root().join("docs/guide");
    let pages = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    pages.collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands in backticks, blocks of code aside.
fn code_spans(page: &str) -> Vec<&str> {
    let mut spans = Vec::new();
    let outside = page.split("```").step_by(2);
    for text in outside {
        spans.extend(text.split('`').skip(1).step_by(2));
    }
    spans
}

/// The file that has a test of this path, `hold::released::nothing_runs`, and its name:
/// `None` if this is no such path.
///
/// Those of `tests/databases`, `tests/faults` and `side-effects-river` begin with `databases`,
/// `faults` and `river`.
fn test_of(path: &str) -> Option<(PathBuf, &str)> {
    let (modules, name) = path.rsplit_once("::")?;
    // A sentence, unlike the name of an item of the crate.
    if name.matches('_').count() < 3 || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let (suite, modules) = modules.split_once("::").unwrap_or((modules, ""));
    let folder = match suite {
        "databases" => "tests/databases/tests/suite".to_owned(),
        "faults" => "tests/faults/tests/faults".to_owned(),
        "river" => "side-effects-river/tests/suite".to_owned(),
        suite => format!("tests/{suite}"),
    };
    let file = match modules {
        "" => format!("{folder}.rs"),
        modules => format!("{folder}/{}.rs", modules.replace("::", "/")),
    };
    Some((root().join(file), name))
}

#[test]
fn every_test_that_a_guide_names_is_there() {
    let mut named = BTreeSet::new();
    let mut missing = Vec::new();
    let mut guides = guides();
    // Names them relative to its own tests, of which one looks at it.
    guides.remove("coming_from_django");
    for (page, text) in guides {
        for path in code_spans(&text) {
            let Some((file, name)) = test_of(path) else {
                continue;
            };
            let source = fs::read_to_string(&file).unwrap_or_default();
            let (sync, tokio) = (
                format!("#[test]\nfn {name}("),
                format!("]\nasync fn {name}("),
            );
            if !source.contains(&sync) && !source.contains(&tokio) {
                missing.push(format!("{page}: `{path}`"));
            }
            named.insert(path.to_owned());
        }
    }
    assert_eq!(missing, [""; 0], "no such tests");
    assert!(named.len() > 40, "only {} are found", named.len());
}

/// All doctests of the crate are one binary, in which a label that two of them have ties the
/// one's handlers to the other's origins.
#[test]
fn every_label_in_the_docs_is_of_one_example() {
    let mut owners = BTreeMap::<String, BTreeSet<String>>::new();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut pages = guides();
    // A binary of its own: `tests/databases`.
    pages.remove("transactions");
    pages.insert("README".to_owned(), readme);
    pages.extend(docs_of_items(&root().join("src")));
    for (page, text) in pages {
        for (number, block) in text.split("```").skip(1).step_by(2).enumerate() {
            // These have binaries of their own.
            if block.starts_with("rust,standalone_crate") || block.starts_with("rust,test_harness")
            {
                continue;
            }
            for label in labels(block) {
                let example = format!("{page}, block {}", number + 1);
                owners.entry(label.to_owned()).or_default().insert(example);
            }
        }
    }
    assert!(owners.len() > 90, "only {owners:?} are found");
    owners.retain(|_, owners| owners.len() > 1);
    assert!(owners.is_empty(), "{owners:#?}");
}

/// What stands in doc comments, by file.
fn docs_of_items(folder: &Path) -> BTreeMap<String, String> {
    let mut docs = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            docs.extend(docs_of_items(&path));
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let comments = source.lines().filter_map(|line| {
            let line = line.trim_start();
            line.strip_prefix("///").or(line.strip_prefix("//!"))
        });
        let text = comments.collect::<Vec<_>>().join("\n");
        docs.insert(path.display().to_string(), text);
    }
    docs
}

/// The labels of attributes and `fire!`s, as far as they stand in one line.
fn labels(block: &str) -> Vec<&str> {
    let mut labels = Vec::new();
    for start in ["has_side_effects(\"", "is_side_effect_of(\"", "fire!(\""] {
        for rest in block.split(start).skip(1) {
            labels.extend(rest.split('"').next());
        }
    }
    labels
}

#[test]
fn every_guide_is_a_page_of_the_documentation() {
    let modules = fs::read_to_string(root().join("src/guide.rs")).unwrap();
    for page in guides().keys() {
        assert!(
            modules.contains(&format!("include_str!(\"../docs/guide/{page}.md\")"))
                && modules.contains(&format!("pub mod {page} {{}}")),
            "src/guide.rs has no `{page}`"
        );
    }
}

/// What does not fit belongs in a guide.
#[test]
fn the_readme_has_at_most_220_lines() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.lines().count() <= 220);
}
