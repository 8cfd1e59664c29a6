//! `assert_listing!` compares, shows, and writes when it is told to.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use side_effects::{assert_listing, has_side_effects, is_side_effect_of, registry};

#[has_side_effects("snapshot")]
fn origin() {}

/// Do it.
#[is_side_effect_of("snapshot")]
fn handler() {}

/// A file of this test alone, which is not there yet.
fn page(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    dir.join("not there yet").join("page.md")
}

/// What the assertion says.
fn complaint(path: &Path) -> Option<String> {
    let panic = catch_unwind(|| assert_listing!(path)).err()?;
    Some(panic.downcast_ref::<String>().unwrap().clone())
}

/// Runs `in_a_process_of_its_own` with the variable set.
fn with_bless(value: &str, path: &Path) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "in_a_process_of_its_own", "--ignored"])
        .env("SIDE_EFFECTS_BLESS", value)
        .env("PAGE", path)
        .output()
        .unwrap()
}

#[test]
#[ignore = "it is run by other tests"]
fn in_a_process_of_its_own() {
    let path = std::env::var_os("PAGE").unwrap();
    assert_listing!(Path::new(&path));
}

#[test]
fn a_page_that_is_not_there_is_missed_and_not_written() {
    let path = page("missed");
    let complaint = complaint(&path).unwrap();
    assert!(
        complaint.contains("page.md is not there yet."),
        "{complaint}"
    );
    assert!(
        complaint.ends_with(
            "    SIDE_EFFECTS_BLESS=1 cargo test -p side-effects \
             a_page_that_is_not_there_is_missed_and_not_written\n"
        ),
        "{complaint}"
    );
    assert!(!path.exists());
}

#[test]
fn blessing_writes_the_page_and_its_folder() {
    origin();
    let path = page("blessed");
    let output = with_bless("1", &path);
    assert!(output.status.success(), "{output:?}");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# Side effects\n"), "{text}");
    assert_eq!(complaint(&path), None);
}

#[test]
fn blessing_can_be_off() {
    let path = page("off");
    let output = with_bless("0", &path);
    assert!(!output.status.success(), "{output:?}");
    assert!(!path.exists());
}

#[test]
fn a_difference_is_shown_with_the_command_to_accept_it() {
    let path = page("different");
    assert!(with_bless("1", &path).status.success());
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("Do it.", "Do that.")).unwrap();

    let complaint = complaint(&path).unwrap();
    let changed = complaint
        .lines()
        .filter(|line| line.starts_with(['-', '+']));
    assert_eq!(
        changed.collect::<Vec<_>>(),
        ["-   Do that.", "+   Do it."],
        "{complaint}"
    );
    assert!(complaint.contains("SIDE_EFFECTS_BLESS=1 cargo test"));

    assert!(with_bless("yes", &path).status.success());
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn line_endings_make_no_difference() {
    let path = page("windows");
    assert!(with_bless("1", &path).status.success());
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    assert_eq!(complaint(&path), None);
}

#[test]
fn another_listing_can_be_compared() {
    let path = page("another");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(
        &path,
        "# Side effects\n\nEach label, what fires it, and what follows.\n",
    )
    .unwrap();
    assert_listing!(&path, registry().listing().label("no such label"));
}
