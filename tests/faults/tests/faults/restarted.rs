//! A PostgreSQL server that crashes and comes back.

use std::time::Duration;

use faults::store::Store as _;
use side_effects_river::River;
use sqlx::Postgres;
use tokio::time::sleep;

use crate::accounts::{committed, settled};
use crate::children::Process;
use crate::postgres::Server;

const AWAY: Duration = Duration::from_secs(5);

#[tokio::test]
#[ignore = "takes a minute: cargo test -p faults -- --ignored"]
async fn postgres_goes_on_after_its_server_was_restarted() {
    let Some(server) = Server::start("a restart").await else {
        return;
    };
    let river = River::postgres(server.url()).await.unwrap();
    Postgres::create(river.pool()).await.unwrap();
    let mut producer = Process::start("producer", server.url());
    let _workers = [(); 2].map(|()| Process::start("worker", server.url()));
    let mut goal = 0;
    for mode in ["fast", "immediate"] {
        goal += 200;
        while committed(river.pool()).await < goal {
            sleep(Duration::from_millis(50)).await;
        }
        server.stop(mode);
        sleep(AWAY).await;
        server.start_again();
        goal = committed(river.pool()).await;
    }
    while committed(river.pool()).await < goal + 200 {
        sleep(Duration::from_millis(50)).await;
    }
    producer.kill();
    let accounts = settled(river.pool()).await;
    accounts.assert_nothing_lost(&format!("PostgreSQL, away twice for {AWAY:?}"));
}
