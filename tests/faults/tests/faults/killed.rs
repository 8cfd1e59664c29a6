//! Processes that are killed at random moments.

use std::time::Duration;

use faults::store::Store;
use side_effects_river::River;

use crate::accounts::{committed, settled};
use crate::chance::Chance;
use crate::children::Process;
use crate::postgres;

/// With two handlers, 10,000 jobs.
const ORDERS: i64 = 5_000;

#[tokio::test]
#[ignore = "takes a minute: cargo test -p faults -- --ignored"]
async fn sqlite_loses_no_order_of_10_000_jobs_to_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let path = path.to_str().unwrap();
    let river = River::sqlite(path).await.unwrap();
    kill_at_random(&river, path, "SQLite, kill -9").await;
}

#[tokio::test]
#[ignore = "takes a minute: cargo test -p faults -- --ignored"]
async fn postgres_loses_no_order_of_10_000_jobs_to_kill_9() {
    let Some(server) = postgres::Server::start("kill -9").await else {
        return;
    };
    let river = River::postgres(server.url()).await.unwrap();
    kill_at_random(&river, server.url(), "PostgreSQL, kill -9").await;
}

async fn kill_at_random<DB: Store>(river: &River<DB>, url: &str, what: &str) {
    DB::create(river.pool()).await.unwrap();
    let mut producers = [(); 3].map(|()| Process::start("producer", url));
    let mut workers = [(); 2].map(|()| Process::start("worker", url));
    let (mut chance, mut kills) = (Chance::new(7), [0, 0]);
    while committed(river.pool()).await < ORDERS {
        chance.pause(Duration::from_millis(1_500)).await;
        if chance.below(2) == 0 {
            let victim = chance.below(3);
            producers[usize::try_from(victim).unwrap()].kill_and_replace();
            kills[0] += 1;
        } else {
            let victim = chance.below(2);
            workers[usize::try_from(victim).unwrap()].kill_and_replace();
            kills[1] += 1;
        }
    }
    producers.iter_mut().for_each(Process::kill);
    // Once more in the middle of what is left.
    for worker in &mut workers {
        chance.pause(Duration::from_millis(1_000)).await;
        worker.kill_and_replace();
        kills[1] += 1;
    }
    let accounts = settled(river.pool()).await;
    let [of_producers, of_workers] = kills;
    accounts.assert_nothing_lost(&format!(
        "{what} of {of_producers} producers and {of_workers} workers"
    ));
    assert!(of_producers > 0 && of_workers > 2, "{kills:?}");
    assert!(accounts.committed >= ORDERS);
}
