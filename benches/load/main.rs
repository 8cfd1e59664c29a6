//! How many orders a second the shop of `examples/shop` takes, by how an effect of them runs.
//!
//! `cargo bench -p side-effects-benches --bench load`, with PostgreSQL at `DATABASE_URL`, or as
//! `postgres` on 127.0.0.1:5432.
//!
//! In one process and without HTTP, so that the transaction is all that there is beside the effect:
//! the origin, the tables and the database are the shop's. The effect is the same each time, a line
//! that is appended to a file. Each client buys an article of its own: clients that buy the same
//! one wait for each other, effects or not. A ratio is the median of those of each round, to what was
//! measured without an effect in the same round.

#[path = "../../tests/common/postgres.rs"]
mod postgres;

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use shop::orders::place_order;
use shop::{Customer, Order, Store};
use side_effects::{background, has_side_effects, is_side_effect_of};
use side_effects_river::{Engine, River};
use sqlx::{ConnectOptions as _, Transaction};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::postgres::Database;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const ROUNDS: usize = 24;
const ORDERS: u64 = 200;
const CLIENTS: [u64; 2] = [1, 8];

/// How the effect of an order runs.
#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    Without,
    Inline,
    Background,
    Durable,
    DurableAndWorked,
}

const ALL: [(How, &str); 5] = [
    (How::Without, "without an effect"),
    (How::Inline, "inline"),
    (How::Background, "background"),
    (How::Durable, "durable"),
    (How::DurableAndWorked, "durable, with a worker beside"),
];

/// The shop's own origin, whose label nothing handles here; and around it, one for each kind.
async fn place<DB: Store>(
    how: How,
    tx: &mut Transaction<'_, DB>,
    customer: &Customer,
    article: &str,
) -> std::result::Result<Order, shop::Error> {
    match how {
        How::Without => place_order(tx, customer, article, 1).await,
        How::Inline => place_inline(tx, customer, article).await,
        How::Background => place_background(tx, customer, article).await,
        How::Durable | How::DurableAndWorked => place_durable(tx, customer, article).await,
    }
}

macro_rules! origin {
    ($name:ident, $label:literal) => {
        #[has_side_effects($label)]
        async fn $name<DB: Store>(
            tx: &mut Transaction<'_, DB>,
            customer: &Customer,
            article: &str,
        ) -> std::result::Result<Order, shop::Error> {
            place_order(tx, customer, article, 1).await
        }
    };
}

origin!(place_inline, "placed_inline");
origin!(place_background, "placed_background");
origin!(place_durable, "placed_durable");

#[is_side_effect_of("placed_inline")]
async fn write_inline(customer: &Customer, return_value: &Order) -> io::Result<()> {
    write(customer, return_value)
}

#[is_side_effect_of("placed_background", background)]
async fn write_in_background(customer: &Customer, return_value: &Order) -> io::Result<()> {
    write(customer, return_value)
}

#[is_side_effect_of("placed_durable", durable)]
async fn write_durably(customer: &Customer, return_value: &Order) -> io::Result<()> {
    write(customer, return_value)
}

static LOG: OnceLock<File> = OnceLock::new();
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// The effect.
fn write(customer: &Customer, order: &Order) -> io::Result<()> {
    let line = format!(
        "{} has bought {}: order {}\n",
        customer.name, order.article, order.id
    );
    let mut log = LOG.get().expect("it is opened first");
    log.write_all(line.as_bytes())?;
    WRITTEN.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

#[derive(Debug)]
struct NotPlaced;

impl<E: std::error::Error> From<E> for NotPlaced {
    fn from(error: E) -> Self {
        panic!("{error}: {:?}", error.source())
    }
}

fn main() -> Result {
    let runtime = Runtime::new()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        LOG.get_or_init(|| File::create(folder.path().join("log")).expect("a file"));
        let path = folder.path().join("shop.db");
        let path = path.to_str().ok_or("a path that is no text")?;
        measure("SQLite", &River::sqlite(path).await?).await?;
        if let Some(database) = Database::create().await {
            let url = database.options().to_url_lossy();
            measure("PostgreSQL", &River::postgres(url).await?).await?;
        }
        Ok(())
    })
}

async fn measure<DB: Load>(engine: &str, river: &River<DB>) -> Result {
    DB::create(river.pool()).await?;
    let mut customers = Vec::new();
    for client in 0..CLIENTS[1] {
        DB::stock(river, &article(client)).await?;
        let registered = river.transaction(async |tx| {
            let email = format!("{client}@example.org");
            let customer = shop::customers::register_customer(tx, &email, "Ada").await?;
            Ok::<_, NotPlaced>(customer)
        });
        customers.push(registered.await.expect("they are registered"));
    }
    println!("{engine}: orders a second, median of {ROUNDS} alternating rounds of {ORDERS}");
    println!(
        "{:<32}{:>10}{:>8}{:>11}{:>8}",
        "effect", "1 client", "ratio", "8 clients", "ratio"
    );
    let mut columns = Vec::new();
    for clients in CLIENTS {
        columns.push(rates(river, &customers[..usize::try_from(clients)?]).await?);
    }
    for (nth, (_, name)) in ALL.iter().enumerate() {
        let [one, eight] = [&columns[0], &columns[1]].map(|rates| {
            let ratios = rates[nth]
                .iter()
                .zip(&rates[0])
                .map(|(rate, plain)| rate / plain);
            (median(rates[nth].iter().copied()), median(ratios))
        });
        println!(
            "{name:<32}{:>10.0}{:>8.2}{:>11.0}{:>8.2}",
            one.0, one.1, eight.0, eight.1
        );
    }
    println!();
    Ok(())
}

fn median(of: impl Iterator<Item = f64>) -> f64 {
    let mut of: Vec<_> = of.collect();
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

fn article(client: u64) -> String {
    format!("article {client}")
}

/// Of each kind, those of all rounds. In no two rounds in a row does a kind run after the same one, which may have left
/// the database something to do.
async fn rates<DB: Load>(river: &River<DB>, customers: &[Customer]) -> Result<Vec<Vec<f64>>> {
    let mut rates = vec![Vec::new(); ALL.len()];
    for round in 0..ROUNDS {
        for nth in 0..ALL.len() {
            let nth = (round + nth * (1 + round % 4)) % ALL.len();
            rates[nth].push(rate(river, customers, ALL[nth].0).await?);
            DB::clear(river).await?;
        }
    }
    Ok(rates)
}

async fn rate<DB: Load>(river: &River<DB>, customers: &[Customer], how: How) -> Result<f64> {
    let worker = if how == How::DurableAndWorked {
        let mut worker = river.worker().start()?;
        worker.ready().await?;
        Some(worker)
    } else {
        None
    };
    let before = WRITTEN.load(Ordering::Relaxed);
    let start = Instant::now();
    let mut clients = JoinSet::new();
    for (client, customer) in (0..).zip(customers) {
        let (river, customer, article) = (river.clone(), customer.clone(), article(client));
        let orders = ORDERS / customers.len() as u64;
        clients.spawn(async move {
            for _ in 0..orders {
                let placed = river.transaction(async |tx| {
                    Ok::<_, NotPlaced>(place(how, tx, &customer, &article).await?)
                });
                placed.await.expect("it is placed");
            }
        });
    }
    clients.join_all().await;
    // What is left in the background belongs to the round.
    background::drain(Duration::from_secs(60)).await;
    let rate = ORDERS as f64 / start.elapsed().as_secs_f64();

    let expected = match how {
        How::Without | How::Durable => 0,
        How::Inline | How::Background | How::DurableAndWorked => ORDERS,
    };
    if let Some(worker) = worker {
        while WRITTEN.load(Ordering::Relaxed) - before < expected {
            sleep(Duration::from_millis(1)).await;
        }
        worker.stop(Duration::from_secs(30)).await;
    }
    assert_eq!(
        WRITTEN.load(Ordering::Relaxed) - before,
        expected,
        "{how:?}"
    );
    Ok(rate)
}

/// What the bench asks of either database beside the shop.
trait Load: Engine + Store {
    /// Puts enough of an article on its shelf.
    fn stock(river: &River<Self>, article: &str) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Deletes orders and jobs, so that every round begins with as many.
    fn clear(river: &River<Self>) -> impl Future<Output = sqlx::Result<()>> + Send;
}

macro_rules! load {
    ($database:ty, $clear:expr) => {
        impl Load for $database {
            async fn stock(river: &River<Self>, article: &str) -> sqlx::Result<()> {
                let insert = "INSERT INTO articles (name, stock) VALUES ($1, 1000000)";
                sqlx::query(insert)
                    .bind(article)
                    .execute(river.pool())
                    .await
                    .map(drop)
            }

            async fn clear(river: &River<Self>) -> sqlx::Result<()> {
                for statement in $clear {
                    sqlx::query(statement).execute(river.pool()).await?;
                }
                Ok(())
            }
        }
    };
}

load!(
    sqlx::Sqlite,
    [
        "DELETE FROM river_job",
        "DELETE FROM orders",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    ]
);
// Without what a `DELETE` leaves to the vacuum.
load!(
    sqlx::Postgres,
    ["TRUNCATE river_job, orders CASCADE", "CHECKPOINT"]
);
