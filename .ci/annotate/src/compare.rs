//! Compares what `cargo test` printed before and after.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::source::Error;

/// Prints how many tests passed of how many, before and after; then each that
/// has another result.
pub fn compare(before: &Path, after: &Path) -> Result<(), Error> {
    let (before, after) = (results(before)?, results(after)?);
    println!("{} {}", passed(&before), passed(&after));
    let names: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for name in names {
        let result = |results: &BTreeMap<String, String>| {
            results
                .get(name)
                .cloned()
                .unwrap_or_else(|| "not run".into())
        };
        let (was, is) = (result(&before), result(&after));
        if was != is {
            println!("{name}: {was} before, {is} after");
        }
    }
    Ok(())
}

fn passed(results: &BTreeMap<String, String>) -> String {
    let passed = results.values().filter(|result| *result == "ok").count();
    format!("{passed}/{}", results.len())
}

/// The results by test: its program, and its name.
fn results(path: &Path) -> Result<BTreeMap<String, String>, Error> {
    let log = String::from_utf8_lossy(&fs::read(path)?).into_owned();
    let mut program = String::new();
    let mut results = BTreeMap::new();
    for line in log.lines() {
        let line = line.trim();
        if let Some(running) = line.strip_prefix("Running ") {
            // `unittests src/lib.rs (target/debug/deps/url-0123456789abcdef)`
            running
                .split(" (")
                .next()
                .unwrap_or(running)
                .clone_into(&mut program);
        } else if let Some((name, result)) = line
            .strip_prefix("test ")
            .and_then(|line| line.split_once(" ... "))
        {
            let result = result.split_whitespace().next().unwrap_or("");
            let result = result.trim_end_matches(',').to_owned();
            results.insert(format!("{program} {name}"), result);
        }
    }
    Ok(results)
}
