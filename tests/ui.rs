//! What the compiler says about misuse.

use std::env;
use std::io::{self, Write};
use std::process::Command;

/// The messages are those of this version, 1.x of Rust: most of what is in them
/// is the compiler's. To write them anew, set `TRYBUILD=overwrite`.
const BLESSED: &str = "95";

#[test]
fn every_misuse_is_told_where_it_is_and_what_to_do() {
    let minor = minor_version();
    if minor != BLESSED {
        // Not `eprintln!`, which nobody sees of a test that passes.
        let skipped = format!("\nSKIPPED: tests/ui is for Rust 1.{BLESSED}, this is 1.{minor}\n");
        io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

/// The `y` of the `rustc x.y.z` in use.
fn minor_version() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let minor = version.split('.').nth(1).map(str::to_owned);
    minor.unwrap_or_else(|| panic!("no version of Rust: {version}"))
}
