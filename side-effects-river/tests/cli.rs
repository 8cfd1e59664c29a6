//! The command that shows jobs and puts them right.
#![cfg(all(feature = "cli", feature = "sqlite"))]

mod common;
#[path = "common/sqlite.rs"]
mod engine;

use std::process::ExitCode;

use clap::Parser;
use serde_json::Value;
use side_effects_river::State;
use side_effects_river::cli::Jobs;

use common::{Shop, seconds};

#[derive(Debug, Parser)]
enum MyApp {
    Jobs(Jobs),
}

fn parse(line: &str) -> Jobs {
    let words = ["my-app", "jobs"].into_iter().chain(line.split(' '));
    let MyApp::Jobs(jobs) = MyApp::parse_from(words);
    jobs
}

/// What is printed, and what is an error.
async fn run(shop: &Shop, line: &str) -> (String, String) {
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let is_well = parse(line).run_to(&shop.river, &mut out, &mut errors).await;
    let [out, errors] = [out, errors].map(|text| String::from_utf8(text).unwrap());
    assert_eq!(is_well, errors.is_empty(), "{errors}");
    (out, errors)
}

async fn printed(shop: &Shop, line: &str) -> String {
    let (out, errors) = run(shop, line).await;
    assert_eq!(errors, "");
    out
}

async fn json(shop: &Shop, line: &str) -> Value {
    serde_json::from_str(&printed(shop, line).await).unwrap()
}

/// One that is done, one that was given up, and one that waits.
async fn shop() -> Shop {
    let shop = Shop::open().await.unwrap();
    shop.order("teapot").await.unwrap();
    shop.order("fails").await.unwrap();
    let worker = shop.worker().start().unwrap();
    shop.until_states(&[State::Completed, State::Discarded])
        .await;
    worker.stop(seconds(30.)).await;
    shop.order("cup").await.unwrap();
    shop
}

#[test]
fn its_help_is_for_people_at_a_terminal() {
    let error = MyApp::try_parse_from(["my-app", "jobs", "--help"]).unwrap_err();
    let help = error.to_string();
    let first = "Show the jobs of durable side effects, and put them right.\n";
    assert!(help.starts_with(first), "{help}");
    assert!(!help.contains("```"), "{help}");
}

#[tokio::test]
async fn it_lists_jobs_in_lines() {
    let shop = shop().await;
    let expected = "\
\u{20}    3 available  0/3 order_placed confirm
\u{20}    2 discarded  3/3 order_placed confirm: the mail server refused: no rows returned by a \
query that expected to return at least one row
\u{20}    1 completed  1/3 order_placed confirm
";
    assert_eq!(printed(&shop, "list").await, expected);
    let first = printed(&shop, "list --limit 1").await;
    assert!(first.ends_with("there are more: --before 3\n"), "{first}");
    let last = printed(&shop, "list --limit 1 --before 2").await;
    assert!(last.starts_with("     1 completed"), "{last}");
    let ended = printed(
        &shop,
        "list --state completed --state discarded --label order_placed",
    );
    assert_eq!(ended.await.lines().count(), 2);
    assert_eq!(printed(&shop, "list --handler nobody").await, "");
    assert_eq!(printed(&shop, "list --label nothing").await, "");
}

#[tokio::test]
async fn it_shows_everything_about_a_job() {
    let shop = shop().await;
    let text = printed(&shop, "show 2").await;
    let key = &shop.jobs().await[1].key;
    for part in [
        "state         discarded\n",
        &format!("key           {key}\n"),
        "\"article\": \"fails\"",
        "attempt 3 at 20",
        "failed: the mail server refused: no rows",
    ] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

#[tokio::test]
async fn it_prints_json() {
    let shop = shop().await;
    let page = json(&shop, "list --limit 2 --json").await;
    assert_eq!(page["next"], 2);
    assert_eq!(page["jobs"][1]["errors"][2]["attempt"], 3);
    let job = json(&shop, "--json show 2").await;
    assert_eq!(job, page["jobs"][1]);
    assert_eq!(job["args"]["article"], "fails");
    let at = job["finalized_at"].as_str().unwrap();
    assert!(at.len() == 20 && at.ends_with('Z'), "{at}");
    let counts = json(&shop, "counts --json").await;
    assert_eq!(
        (&counts["completed"], &counts["running"]),
        (&1.into(), &0.into())
    );
}

#[tokio::test]
async fn it_puts_jobs_right() {
    let shop = shop().await;
    let retried = printed(&shop, "retry 2").await;
    assert!(retried.starts_with("     2 available  3/4"), "{retried}");
    let cancelled = printed(&shop, "cancel 2 3").await;
    assert_eq!(cancelled.matches("cancelled").count(), 2, "{cancelled}");
    printed(&shop, "delete 1").await;
    assert_eq!(shop.states().await, [State::Cancelled; 2]);
    assert!(printed(&shop, "counts").await.contains("cancelled  2\n"));
}

#[tokio::test]
async fn of_several_jobs_each_is_tried_and_errors_say_which() {
    let shop = shop().await;
    let (out, errors) = run(&shop, "delete 1 99 2").await;
    assert_eq!(errors, "error: there is no job 99\n");
    assert_eq!(out.lines().count(), 2);
    assert_eq!(shop.states().await, [State::Available]);

    let code = |code: ExitCode| format!("{code:?}");
    let failed = parse("show 99").run(&shop.river).await;
    assert_eq!(code(failed), code(ExitCode::FAILURE));
    let well = parse("counts").run(&shop.river).await;
    assert_eq!(code(well), code(ExitCode::SUCCESS));
    shop.river.pool().close().await;
    let (_, errors) = run(&shop, "counts").await;
    assert!(
        errors.starts_with("error: cannot read or change jobs: "),
        "{errors}"
    );
}

#[test]
fn a_wrong_option_says_what_there_is() {
    let error = MyApp::try_parse_from(["my-app", "jobs", "list", "--state", "done"]).unwrap_err();
    let text = error.to_string();
    assert_eq!(error.exit_code(), 2);
    assert!(text.contains("expected available, scheduled"), "{text}");
    for wrong in [&["list", "--limit", "0"][..], &["retry"], &["show", "x"]] {
        let words = ["my-app", "jobs"].iter().chain(wrong);
        assert!(MyApp::try_parse_from(words).is_err(), "{wrong:?}");
    }
}
