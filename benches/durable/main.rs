//! What durable handlers cost a transaction, how many jobs workers run, and how soon the first.
//!
//! `cargo bench -p side-effects-benches --bench durable`, with PostgreSQL at `DATABASE_URL`, or as
//! `postgres` on 127.0.0.1:5432.

mod store;

use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use side_effects::{has_side_effects, is_side_effect_of};
use side_effects_river::River;
use side_effects_river::sqlx::{self, Connection as _, Executor as _, PgConnection, Transaction};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::store::Store;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[derive(Debug)]
struct NotPlaced;

impl<E: std::error::Error> From<E> for NotPlaced {
    fn from(error: E) -> Self {
        panic!("{error}: {:?}", error.source())
    }
}

#[has_side_effects("order_placed_plainly")]
async fn place_plainly<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    order: i64,
) -> std::result::Result<(), sqlx::Error> {
    DB::insert_order(tx, order).await
}

#[has_side_effects("order_placed")]
async fn place<DB: Store>(
    tx: &mut Transaction<'_, DB>,
    order: i64,
) -> std::result::Result<(), sqlx::Error> {
    DB::insert_order(tx, order).await
}

static RUN: AtomicU64 = AtomicU64::new(0);
/// Nanoseconds since the epoch, when the last one began.
static LAST: AtomicU64 = AtomicU64::new(0);

#[is_side_effect_of("order_placed", durable(queue = "mail"))]
async fn confirm(order: i64) {
    let _ = order;
    LAST.store(now(), Ordering::Relaxed);
    RUN.fetch_add(1, Ordering::Relaxed);
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(0))
}

const ROUNDS: usize = 5;
const ORDERS: i64 = 400;
const JOBS: u64 = 10_000;
const LATENCIES: usize = 100;

fn main() -> Result {
    let runtime = Runtime::new()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("shop.db");
        let path = path.to_str().ok_or("a path that is no text")?;
        measure("SQLite", &River::sqlite(path).await?).await?;

        let server = env::var("DATABASE_URL")
            .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".into());
        let mut admin = PgConnection::connect(&server).await?;
        admin
            .execute("DROP DATABASE IF EXISTS side_effects_bench")
            .await?;
        admin.execute("CREATE DATABASE side_effects_bench").await?;
        let (server, _) = server
            .rsplit_once('/')
            .ok_or("an address without a database")?;
        let river = River::postgres(format!("{server}/side_effects_bench")).await?;
        let measured = measure("PostgreSQL", &river).await;
        river.pool().close().await;
        admin
            .execute("DROP DATABASE IF EXISTS side_effects_bench WITH (FORCE)")
            .await?;
        measured
    })
}

async fn measure<DB: Store>(engine: &str, river: &River<DB>) -> Result {
    DB::create(river.pool()).await?;
    for clients in [1, 8] {
        let (plain, durable) = rates(river, clients).await;
        println!(
            "{engine}: orders a second by {clients} client(s): {plain:.0} without a durable \
             handler, {durable:.0} with one ({:.2})",
            durable / plain
        );
    }
    DB::clear(river.pool()).await?;
    for workers in [1, 2] {
        let rate = worked(river, workers).await?;
        println!("{engine}: jobs a second by {workers} worker(s), 50 at once each: {rate:.0}");
        DB::clear(river.pool()).await?;
    }
    let (median, worst) = latencies(river).await?;
    println!(
        "{engine}: from commit to the start of the handler, idle, of {LATENCIES}: median \
         {median:?}, worst {worst:?}"
    );
    Ok(())
}

/// Orders a second without and with a durable handler: the medians of alternating rounds.
async fn rates<DB: Store>(river: &River<DB>, clients: i64) -> (f64, f64) {
    let (mut plain, mut durable) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        plain.push(rate(river, clients, false).await);
        durable.push(rate(river, clients, true).await);
    }
    (median(plain), median(durable))
}

fn median<T: PartialOrd + Copy>(mut of: Vec<T>) -> T {
    of.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    of[of.len() / 2]
}

async fn rate<DB: Store>(river: &River<DB>, clients: i64, is_durable: bool) -> f64 {
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..clients {
        let river = river.clone();
        tasks.spawn(async move {
            for order in 0..ORDERS / clients {
                let placed = river.transaction(async |tx| {
                    if is_durable {
                        place(tx, order).await?;
                    } else {
                        place_plainly(tx, order).await?;
                    }
                    Ok::<_, NotPlaced>(())
                });
                placed.await.expect("it is placed");
            }
        });
    }
    tasks.join_all().await;
    ORDERS as f64 / start.elapsed().as_secs_f64()
}

/// Jobs a second, from the start of the workers to the end of the last job.
async fn worked<DB: Store>(river: &River<DB>, workers: usize) -> Result<f64> {
    for _ in 0..JOBS / 500 {
        let placed = river.transaction(async |tx| {
            for order in 0..500 {
                place(tx, order).await?;
            }
            Ok::<_, NotPlaced>(())
        });
        placed.await.map_err(|NotPlaced| "it is not placed")?;
    }
    RUN.store(0, Ordering::Relaxed);
    let start = Instant::now();
    let running = (0..workers).map(|_| river.worker().queue("mail", 50).start());
    let running = running.collect::<std::result::Result<Vec<_>, _>>()?;
    while RUN.load(Ordering::Relaxed) < JOBS {
        sleep(Duration::from_millis(1)).await;
    }
    let rate = JOBS as f64 / start.elapsed().as_secs_f64();
    for worker in running {
        worker.stop(Duration::from_secs(30)).await;
    }
    Ok(rate)
}

async fn latencies<DB: Store>(river: &River<DB>) -> Result<(Duration, Duration)> {
    let mut worker = river.worker().queue("mail", 4).start()?;
    worker.ready().await?;
    let mut latencies = Vec::new();
    for order in 0..LATENCIES {
        // Neither right after another one, nor in step with any poll.
        sleep(Duration::from_millis(100 + 7 * (order as u64 % 13))).await;
        RUN.store(0, Ordering::Relaxed);
        let placed = river.transaction(async |tx| Ok::<_, NotPlaced>(place(tx, 7).await?));
        placed.await.map_err(|NotPlaced| "it is not placed")?;
        let committed = now();
        while RUN.load(Ordering::Relaxed) == 0 {
            sleep(Duration::from_millis(1)).await;
        }
        let started = LAST.load(Ordering::Relaxed);
        latencies.push(Duration::from_nanos(started.saturating_sub(committed)));
    }
    worker.stop(Duration::from_secs(30)).await;
    let worst = latencies.iter().copied().max().unwrap_or_default();
    Ok((median(latencies), worst))
}
