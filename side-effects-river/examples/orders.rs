//! Orders whose confirmations survive a crash.
//!
//! ```sh
//! cargo run -p side-effects-river --example orders
//! ```
//!
//! One process takes three orders and confirms them; it is killed in the middle of the second
//! confirmation. Another one, which shares its database, finishes what the first has left. Nothing has
//! to be installed: the database is a file in a temporary folder.

use std::env;
use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use side_effects::{Delivery, has_side_effects, is_side_effect_of};
use side_effects_river::sqlx::{self, Sqlite, Transaction};
use side_effects_river::{Filter, River, State, Worker};

#[derive(Clone, Serialize, Deserialize)]
struct Order {
    id: i64,
    article: String,
}

/// Stores an order, and does nothing else.
#[has_side_effects("order_placed")]
async fn place_order(
    tx: &mut Transaction<'_, Sqlite>,
    customer: &str,
    article: &str,
) -> Result<Order, sqlx::Error> {
    let insert = "INSERT INTO orders (customer, article) VALUES ($1, $2) RETURNING id";
    let id = sqlx::query_scalar(insert)
        .bind(customer)
        .bind(article)
        .fetch_one(&mut **tx)
        .await?;
    Ok(Order {
        id,
        article: article.to_owned(),
    })
}

/// Mail the confirmation.
#[is_side_effect_of("order_placed", durable(id = "confirm", queue = "mail"))]
async fn confirm(customer: &str, return_value: &Order, delivery: &Delivery) {
    let Order { id, article } = return_value;
    let attempt = delivery.attempt();
    println!("  order {id}, attempt {attempt}: writing to {customer} about the {article} …");
    // A mail server that takes its time over the cup, the first time.
    let takes = if article == "cup" && attempt == 1 {
        60_000
    } else {
        50
    };
    tokio::time::sleep(Duration::from_millis(takes)).await;
    println!("  order {id}, attempt {attempt}: sent");
}

/// The error of the transaction's body.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
enum OrderError {
    Sql(#[from] sqlx::Error),
    River(#[from] side_effects_river::Error),
    #[error("{0} does not pay")]
    NoCredit(&'static str),
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if let Ok(path) = env::var("ORDERS_DATABASE") {
        return serve(&path).await;
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("shop.db");
    let path = path.to_str().ok_or("a path in UTF-8")?;

    // It has another queue, and so leaves the mails alone for now. But it leads, and so finds out
    // sooner about what a crash has left than if it had to be started first.
    let river = River::sqlite(path).await?;
    let mut leader = worker(&river, "default")?;
    leader.ready().await?;

    println!("A process takes orders, and confirms them:");
    let mut child = Command::new(env::current_exe()?)
        .env("ORDERS_DATABASE", path)
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().ok_or("its output")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        if line.contains("about the cup") {
            break;
        }
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    child.kill()?;
    child.wait()?;
    println!("It was killed, in the middle of that. What it has left in the database:");
    show(&river).await?;

    println!("Another process goes on:");
    let begun = Instant::now();
    let worker = worker(&river, "mail")?;
    while river.jobs().counts().await?[&State::Completed] < 3 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let seconds = begun.elapsed().as_secs_f32();
    println!("All is confirmed, {seconds:.1} s after the crash:");
    show(&river).await?;

    leader.stop(Duration::from_secs(10)).await;
    let stopped = worker.stop(Duration::from_secs(10)).await;
    println!("Stopped, with {} jobs abandoned.", stopped.abandoned);
    Ok(())
}

/// What is killed.
async fn serve(path: &str) -> Result<(), Box<dyn Error>> {
    let river = River::sqlite(path).await?;
    sqlx::query("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT, article TEXT)")
        .execute(river.pool())
        .await?;
    for (customer, article) in [("Ada", "teapot"), ("Grace", "cup"), ("Edsger", "spoon")] {
        let order = river.transaction(async |tx| {
            let order = place_order(tx, customer, article).await?;
            Ok::<_, OrderError>(order)
        });
        println!("  order {} is committed, with its job", order.await?.id);
    }
    let refused = river.transaction(async |tx| {
        place_order(tx, "Charles", "engine").await?;
        Err::<Order, _>(OrderError::NoCredit("Charles"))
    });
    if let Err(error) = refused.await {
        println!("  {error}: rolled back, with its job");
    }
    let _worker = worker(&river, "mail")?;
    std::future::pending().await
}

/// One mail at a time, and little patience with crashes, so that this does not take long.
fn worker(river: &River<Sqlite>, queue: &str) -> Result<Worker, side_effects_river::Error> {
    river
        .worker()
        .queue(queue, 1)
        .job_timeout(Duration::from_secs(1))
        .stuck_after(Duration::from_millis(500))
        .rescue_after(Duration::from_secs(3))
        .start()
}

async fn show(river: &River<Sqlite>) -> Result<(), side_effects_river::Error> {
    let mut jobs = river.jobs().list(&Filter::new()).await?.jobs;
    jobs.reverse();
    for job in jobs {
        let article = &job.args["return_value"]["article"];
        println!(
            "  job {} ({article}): {}, attempt {}",
            job.id, job.state, job.attempt
        );
    }
    Ok(())
}
