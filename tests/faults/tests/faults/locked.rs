//! A SQLite database that another process keeps locked.

use std::time::Duration;

use faults::store::Store as _;
use side_effects_river::River;
use sqlx::Sqlite;
use tokio::time::sleep;

use crate::accounts::{committed, settled};
use crate::children::Process;

/// Longer than the busy timeout of everybody.
const LOCKED: Duration = Duration::from_secs(12);

#[tokio::test]
#[ignore = "takes a minute: cargo test -p faults -- --ignored"]
async fn sqlite_goes_on_after_a_lock_that_outlasts_the_busy_timeout() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let path = path.to_str().unwrap();
    let river = River::sqlite(path).await.unwrap();
    Sqlite::create(river.pool()).await.unwrap();
    let mut producer = Process::start("producer", path);
    let _workers = [(); 2].map(|()| Process::start("worker", path));
    while committed(river.pool()).await < 200 {
        sleep(Duration::from_millis(50)).await;
    }

    let lock = river.pool().begin_with("BEGIN IMMEDIATE").await.unwrap();
    let before = committed(river.pool()).await;
    sleep(LOCKED).await;
    assert_eq!(committed(river.pool()).await, before, "it was locked");
    lock.rollback().await.unwrap();

    while committed(river.pool()).await < before + 200 {
        sleep(Duration::from_millis(50)).await;
    }
    producer.kill();
    let accounts = settled(river.pool()).await;
    accounts.assert_nothing_lost(&format!("SQLite, locked for {LOCKED:?}"));
}
