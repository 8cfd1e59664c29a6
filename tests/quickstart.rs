//! The example that newcomers run first prints what it is meant to.

use std::process::Command;

#[test]
fn prints_the_whole_story() {
    // Run by cargo, and not from where the example was built last, so that it
    // is never an old one.
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", "quickstart"])
        .args(["--target-dir", &target_dir()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("SIDE_EFFECTS_TEST_MODE")
        .env_remove("SIDE_EFFECTS_ABORT_ON_ERROR")
        .output()
        .unwrap();

    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{errors}", output.status);
    let printed = String::from_utf8(output.stdout).unwrap();
    let expected = include_str!("quickstart.txt");
    assert!(
        printed == expected,
        "tests/quickstart.txt says otherwise; it printed:\n{printed}"
    );
}

/// The folder that this test was built in: `…/debug/deps/quickstart-…` is in it.
fn target_dir() -> String {
    let test = std::env::current_exe().unwrap();
    let target = test.ancestors().nth(3).unwrap();
    target.to_str().unwrap().to_owned()
}
