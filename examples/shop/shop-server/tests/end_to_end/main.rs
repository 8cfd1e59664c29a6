//! The shop from outside, as its customers, its mail server and its warehouse know it: processes that
//! are killed, and receivers that fail. Every order is accounted for by rows: its effects come, under
//! one key each, and nothing comes of what is no order.
//!
//! The short trials are part of `cargo test`; the long ones are
//! `cargo test -p shop-server --test end_to_end -- --ignored --nocapture`.

mod accounts;
mod books;
#[path = "../../../../../tests/common/chance.rs"]
mod chance;
mod clients;
mod database;
mod effects;
mod http;
mod listener;
mod mail_server;
#[path = "../../../../../tests/common/postgres.rs"]
mod postgres;
mod processes;
mod requests;
mod shop;
mod trial;
mod warehouse;

use crate::database::Database;
use crate::requests::HUNG_UP;
use crate::trial::{Report, Trial, Victim};

/// One kill of each, and one end.
const SHORT: Trial = Trial {
    clients: 4,
    kills: &[Victim::SecondWorker, Victim::BusyServer],
    orders_before: 25,
    terminations: 1,
};

const LONG: Trial = {
    use Victim::{BusyServer, FirstWorker, SecondWorker, Server};
    Trial {
        clients: 8,
        kills: &[
            Server,
            FirstWorker,
            BusyServer,
            SecondWorker,
            Server,
            Server,
            FirstWorker,
            Server,
            BusyServer,
            SecondWorker,
            Server,
            FirstWorker,
            Server,
            Server,
        ],
        orders_before: 60,
        terminations: 3,
    }
};

#[tokio::test]
async fn orders_on_sqlite_are_accounted_for_after_a_kill_of_each_process() {
    let report = SHORT.run(&Database::sqlite()).await;
    assert_sound(&report);
    assert_cut_off(&report);
}

#[tokio::test]
async fn orders_on_postgres_are_accounted_for_after_a_kill_of_each_process() {
    if let Some(database) = Database::postgres().await {
        let report = SHORT.run(&database).await;
        assert_sound(&report);
        assert_cut_off(&report);
    }
}

#[tokio::test]
#[ignore = "takes half a minute: cargo test -p shop-server -- --ignored"]
async fn orders_on_sqlite_are_accounted_for_whatever_is_killed() {
    let report = LONG.run(&Database::sqlite()).await;
    assert_sound(&report);
    assert_hard(&report);
}

#[tokio::test]
#[ignore = "takes half a minute: cargo test -p shop-server -- --ignored"]
async fn orders_on_postgres_are_accounted_for_whatever_is_killed() {
    if let Some(database) = Database::postgres().await {
        let report = LONG.run(&database).await;
        assert_sound(&report);
        assert_hard(&report);
    }
}

#[track_caller]
fn assert_sound(report: &Report) {
    let faults = report.accounts.faults();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// That there was something to catch up with.
#[track_caller]
fn assert_cut_off(report: &Report) {
    assert!(report.caught_up > 0, "no kill has cut off an effect");
}

/// That the trial was one: all happened that is to be survived.
#[track_caller]
fn assert_hard(report: &Report) {
    assert_cut_off(report);
    let accounts = &report.accounts;
    let (hung_up, placed) = accounts.requests.of(HUNG_UP);
    assert!(
        placed > 0 && hung_up > placed,
        "hang-ups came too soon or too late"
    );
    assert!(
        accounts.requests.rolled_back() > 0,
        "nothing was rolled back"
    );
    assert!(accounts.retries > 0, "nothing was tried again");
    for name in ["mail", "webhook"] {
        let effect = accounts.effect(name);
        assert!(effect.refused > 0, "no {name} was refused");
        assert!(effect.twice > 0, "no {name} came once more");
    }
}
