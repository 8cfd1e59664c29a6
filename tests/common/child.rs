//! Tests that need a process of their own, for what is process-wide.

use std::any::type_name_of_val;
use std::env;
use std::process::Command;

const CHILD: &str = "SIDE_EFFECTS_TESTS_CHILD";

/// Runs `body` in a new process with these environment variables, and fails if
/// it fails there.
///
/// The process is this test binary again, with nothing but the calling test,
/// which `body` must be a closure of.
#[track_caller]
pub(crate) fn in_a_process(variables: &[(&str, &str)], body: impl FnOnce()) {
    let path = type_name_of_val(&body);
    let test = path.trim_end_matches("::{{closure}}");
    let (_, test) = test.split_once("::").expect("a test is in a crate");
    let this = format!("{test} {variables:?}");
    match env::var(CHILD) {
        Ok(child) if child == this => body(),
        // One test may need several processes, and this is another of them.
        Ok(_) => {}
        Err(_) => {
            let output = Command::new(env::current_exe().expect("a test binary has a path"))
                .args(["--exact", test, "--nocapture"])
                .env_remove("SIDE_EFFECTS_TEST_MODE")
                .env_remove("SIDE_EFFECTS_ABORT_ON_ERROR")
                .env(CHILD, &this)
                .envs(variables.iter().copied())
                .output()
                .expect("a test binary can be run");
            let stdout = String::from_utf8_lossy(&output.stdout);
            assert!(
                output.status.success() && stdout.contains("1 passed"),
                "{this}: {}\n{stdout}\n{}",
                output.status,
                String::from_utf8_lossy(&output.stderr),
            );
        }
    }
}
