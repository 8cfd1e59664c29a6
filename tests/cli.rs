//! The command, as a real program: what it prints, where, and its exit code.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::LazyLock;

use snapbox::cmd::Command;
use snapbox::{assert_data_eq, str};

/// The path of an example. Cargo has built it with the tests, unless it was asked
/// for this one only; and it has to be of the same build, or all is built twice.
fn program(name: &str) -> PathBuf {
    static EXAMPLES: LazyLock<PathBuf> = LazyLock::new(|| {
        let test = std::env::current_exe().unwrap();
        let profile = test.ancestors().nth(2).unwrap();
        let mut cargo = std::process::Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--all-features"]);
        cargo.args(["--example", "display", "--example", "broken_wiring"]);
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        assert!(cargo.status().unwrap().success());
        profile.join("examples")
    });
    EXAMPLES.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The command over a program, with no opinion on colours.
fn run(name: &str, args: &[&str]) -> Command {
    Command::new(program(name))
        .args(args)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE")
}

fn display(args: &[&str]) -> Command {
    run("display", args)
}

#[test]
fn it_shows_all_labels_with_a_line_for_each_side_effect() {
    display(&[])
        .assert()
        .success()
        .stderr_eq("")
        .stdout_eq(str![[r#"
account_closed
  - *** DOCSTRING MISSING: bookshop_effects::chat::count ***
  - Say goodbye.

account_opened
  - *** DOCSTRING MISSING: bookshop_effects::chat::count ***
  - Send the welcome mail.

order_placed
  - Send the confirmation, which is the contract.
  - Cheer in the sales channel.

order_shipped
  - Send the number of the parcel.

stock_low
  - Ask purchasing for more, while there is time.

"#]]);
}

#[test]
fn help_is_worth_reading() {
    display(&["--help"])
        .assert()
        .success()
        .stderr_eq("")
        .stdout_eq(str![[r#"
Show what happens when: each label, what fires it, and the side effects that follow.

The listing goes to stdout, in colour if that is a terminal and NO_COLOR is not set.
What is wrong goes to stderr.

Usage: display [OPTIONS]

Options:
      --label <LABEL>
          Show only this label

      --label-contains <PART>
          Show only labels that contain this

      --sorted
          List side effects by name, instead of as they run

  -v, --verbose
          Tell everything: the same as `--format verbose`

      --format <FORMAT>
          How to show it

          Possible values:
          - text:     Each label, and what happens then, in a line per side effect
          - verbose:  Everything there is: places, signatures, whole docs, when and in which order handlers run, and what they need
          - json:     For programs
          - markdown: A page to commit, with a diagram that GitHub and GitLab draw
          - mermaid:  A Mermaid flowchart: origin → label → handler
          - dot:      The same for Graphviz: `… | dot -Tsvg`
          - html:     A page for everybody, with a search and a picture of the wiring
          
          [default: text]

      --source-url <URL>
          Where the source code can be read, for the links of `--format html`
          
          Such as `https://github.com/me/my_app/blob/main/{file}#L{line}`.

      --check-docstrings
          Count the side effects without docs, in the exit code
          
          [alias: --strict]

      --check
          Look for what would not run, and exit with 1 if there is any
          
          That is what `assert_wired()` looks for, but for what the program provides when it starts (W004, W005).

      --allow <ID>
          Let --check pass over a kind of mistake, by its id
          
          Can be given several times.
          
          [possible values: E001, E002, E003, E004, E005, W001, W002, W003, W004, W005]

  -h, --help
          Print help (see a summary with '-h')

Examples:
  --label order_placed --verbose          everything about one label
  --format html > effects.html            a page for everybody
  --format markdown > side-effects.md     a page to read on GitHub
  --format dot | dot -Tsvg > effects.svg  a picture
  --check --strict > /dev/null            for continuous integration

Exit codes:
  0  all is well
  1  --check found something that would not run
  2  there is no such label, or an option is wrong
  With --check-docstrings: the number of side effects without docs, at most 255

"#]]);
}

#[test]
fn one_label_is_shown_with_everything() {
    let args = ["--label", "order_placed", "--verbose", "--sorted"];
    display(&args)
        .assert()
        .success()
        .stderr_eq("")
        .stdout_eq(str![[r#"
order_placed

  fired by

    bookshop::orders::place
    tests/crates/bookshop/src/orders.rs:26
    fn place(customer: &Account, product: String, count: u32, stock: &mut u32) -> Result<Order, SoldOut>

        Place an order.

        # Errors

        If there is not enough in stock.

  side effects

    bookshop_effects::chat::cheer
    tests/crates/bookshop-effects/src/chat.rs:8
    fn cheer(return_value: &Order)
    runs inline, order 0

        Cheer in the sales channel.

    bookshop_effects::mail::confirm
    tests/crates/bookshop-effects/src/mail.rs:34
    fn confirm(customer: &Account, return_value: &Order)
    runs inline, order -1

        Send the confirmation, which is the contract.

"#]]);
}

#[test]
fn labels_are_chosen_by_a_part_of_them() {
    let args = ["--label-contains", "ship"];
    display(&args).assert().success().stdout_eq(str![[r#"
order_shipped
  - Send the number of the parcel.

"#]]);
}

#[test]
fn every_format_can_be_asked_for() {
    for (format, start) in [
        ("text", "account_closed\n"),
        ("verbose", "account_closed\n\n  fired by\n"),
        ("json", "{\n  \"version\": 1,\n"),
        ("markdown", "# Side effects\n"),
        ("mermaid", "flowchart LR\n"),
        ("dot", "digraph side_effects {\n"),
        ("html", "<!DOCTYPE html><html lang=\"en\">"),
    ] {
        let output = display(&["--format", format]).output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(stdout.starts_with(start), "{format}: {stdout}");
    }
}

/// What the page of a program says, and of one label only.
fn page(name: &str, args: &[&str]) -> String {
    let output = run(name, &[&["--format", "html"], args].concat())
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_page_says_what_the_check_has_found_but_for_what_a_program_provides_when_it_starts() {
    let all_is_well = "The check of the wiring has found nothing wrong.";
    assert!(page("broken_wiring", &["--label", "mailed"]).contains(all_is_well));
    let page = page("broken_wiring", &[]);
    assert!(!page.contains(all_is_well));
    assert!(page.contains("error E001") && !page.contains("W004"));
}

#[test]
fn the_page_links_to_the_source_code() {
    let source = "https://example.org/{file}#L{line}";
    let page = page("display", &["--source-url", source]);
    assert!(page.contains("href=\"https://example.org/tests/crates/bookshop/src/orders.rs#L"));
}

#[test]
fn a_source_url_is_for_the_page_and_has_a_place_for_the_file() {
    display(&["--source-url", "https://example.org/{file}"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: --source-url is for the links of `--format html`

"#]]);
    display(&["--format", "html", "--source-url", "https://example.org/"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: invalid value 'https://example.org/' for '--source-url <URL>': the source URL `https://example.org/` has no `{file}` in it: write an address like `https://github.com/me/my_app/blob/main/{file}#L{line}`

For more information, try '--help'.

"#]]);
}

#[test]
fn an_unknown_label_says_which_are_near() {
    display(&["--label", "order_shiped"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: nothing fires or handles `order_shiped`: did you mean `order_shipped`?

"#]]);
}

#[test]
fn a_label_that_is_far_from_all_says_what_there_is() {
    display(&["--label", "refund"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: nothing fires or handles `refund`: there is `account_closed`, `account_opened`, `order_placed`, `order_shipped`, `stock_low`

"#]]);
    display(&["--label-contains", "refund"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: no label contains `refund`: there is `account_closed`, `account_opened`, `order_placed`, `order_shipped`, `stock_low`

"#]]);
}

#[test]
fn an_option_that_does_not_exist_is_wrong_usage() {
    display(&["--formt", "json"]).assert().code(2).stdout_eq("");
    display(&["--verbose", "--format", "json"])
        .assert()
        .code(2)
        .stdout_eq("");
}

#[test]
fn handlers_without_docs_are_told_and_counted() {
    display(&["--check-docstrings"])
        .assert()
        .code(1)
        .stderr_eq(str![[r#"
tests/crates/bookshop-effects/src/chat.rs:19: `bookshop_effects::chat::count` has no docs

"#]]);
    run("broken_wiring", &["--strict"]).assert().code(2);
    let args = ["--strict", "--label-contains", "order"];
    display(&args).assert().success().stderr_eq("");
}

#[test]
fn a_wiring_in_which_everything_runs_passes_the_check() {
    let args = ["--check", "--label-contains", "order"];
    display(&args).assert().success().stderr_eq(str![[r#"
the wiring of side effects has 0 errors and 0 warnings

"#]]);
}

#[test]
fn a_wiring_in_which_something_would_not_run_fails_the_check() {
    run("broken_wiring", &["--check"])
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
mailed
  - Mail it, once the program has started.

saved
  - Has no such name.
  - *** DOCSTRING MISSING: broken_wiring::undocumented ***

svaed
  - *** DOCSTRING MISSING: broken_wiring::misspelt ***

"#]])
        .stderr_eq(str![[r#"
the wiring of side effects has 1 error and 1 warning

`saved`

  tests/cli/broken_wiring.rs:13: error[E001]: side effect `broken_wiring::index` does not fit its origin `broken_wiring::save` (label `saved`)
       origin: fn save(_name: String)
               at tests/cli/broken_wiring.rs:9
      handler: fn index(_name: &str, _nmae: &str)
               at tests/cli/broken_wiring.rs:13
    parameter: `_nmae`: the origin has no parameter of that name
         help: other parameters of the handler have the origin's names, so that this one needs one, too: `_name`, `return_value`

`svaed`

  tests/cli/broken_wiring.rs:19: warning[W001]: nothing fires `svaed`, so that its side effects never run
      handler: broken_wiring::misspelt
               at tests/cli/broken_wiring.rs:19
         help: did you mean `saved`?

"#]]);
}

#[test]
fn a_misspelt_label_fails_the_check_unless_that_is_allowed() {
    let check = |args: &[&str]| run("broken_wiring", &[&["--check"], args].concat()).assert();
    check(&["--label", "svaed"]).code(1);
    check(&["--label", "svaed", "--allow", "W001"]).success();
    check(&["--allow", "W001", "--allow", "E001"]).success();
    check(&["--allow", "W001"]).code(1);
}

#[test]
fn a_dep_that_nobody_has_provided_yet_passes_the_check() {
    let args = ["--check", "--label", "mailed"];
    run("broken_wiring", &args)
        .assert()
        .success()
        .stderr_eq(str![[r#"
the wiring of side effects has 0 errors and 0 warnings

"#]]);
}

#[test]
fn an_id_that_does_not_exist_cannot_be_allowed() {
    display(&["--check", "--allow", "W02"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: invalid value 'W02' for '--allow <ID>'
  [possible values: E001, E002, E003, E004, E005, W001, W002, W003, W004, W005]

  tip: a similar value exists: 'W002'

For more information, try '--help'.

"#]]);
    display(&["--allow", "W002"]).assert().code(2).stdout_eq("");
}

#[test]
fn colours_are_for_terminals_and_for_those_who_insist() {
    let stdout = |command: Command| {
        let output = command.output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let plain = stdout(display(&[]));
    assert!(!plain.contains('\x1b'), "{plain}");
    let forced = stdout(display(&[]).env("CLICOLOR_FORCE", "1"));
    assert!(
        forced.contains("\x1b[1maccount_closed\x1b[0m\n"),
        "{forced}"
    );
    let refused = stdout(display(&[]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1"));
    assert_data_eq!(refused, plain);
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let mut child = std::process::Command::new(program("display"))
        .args(["--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Nobody reads any more, before or while it writes.
    drop(child.stdout.take());
    let mut stderr = String::new();
    let mut pipe = child.stderr.take().unwrap();
    pipe.read_to_string(&mut stderr).unwrap();
    let status = child.wait().unwrap();
    assert_eq!((status.code(), stderr.as_str()), (Some(0), ""));
}
