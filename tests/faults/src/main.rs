//! A process of the shop: `shop producer URL NAME` or `shop worker URL`. It goes on until it is
//! killed.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use faults::receiver::Receiver;
use faults::store::Store;
use faults::{ROLLED_BACK, place_order};
use side_effects::provide_dyn;
use side_effects_river::River;
use tokio::time::{sleep, timeout};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<_> = env::args().skip(1).collect();
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    match *args {
        [role, url, name] if url.starts_with("postgres") => {
            play(role, River::postgres(url).await?, name).await
        }
        [role, path, name] => play(role, River::sqlite(path).await?, name).await,
        _ => Err("usage: shop producer|worker URL NAME".into()),
    }
}

async fn play<DB: Store>(
    role: &str,
    river: River<DB>,
    name: &str,
) -> Result<(), Box<dyn std::error::Error>> {
    match role {
        "producer" => produce(&river, name).await,
        _ => work(&river).await,
    }
}

/// What ends a transaction of the shop.
#[derive(Debug)]
enum NotPlaced {
    Changed,
    Sql,
    River,
}

impl From<sqlx::Error> for NotPlaced {
    fn from(_: sqlx::Error) -> Self {
        Self::Sql
    }
}

impl From<side_effects_river::Error> for NotPlaced {
    fn from(_: side_effects_river::Error) -> Self {
        Self::River
    }
}

/// Places orders, several in a transaction. One in five transactions is rolled back by its own
/// decision; of one in seven, the client hangs up at some moment.
async fn produce<DB: Store>(
    river: &River<DB>,
    name: &str,
) -> Result<(), Box<dyn std::error::Error>> {
    for count in 0_u64.. {
        let changes_its_mind = count % 5 == 4;
        let name = if changes_its_mind {
            ROLLED_BACK
        } else {
            "order"
        }
        .to_owned()
            + "-"
            + name;
        let order = river.transaction(async |tx| {
            for nth in 0..4 {
                place_order(tx, &format!("{name}-{count}-{nth}{}", count % 10)).await?;
            }
            if changes_its_mind {
                return Err(NotPlaced::Changed);
            }
            Ok(())
        });
        let placed = if count % 7 == 3 {
            let patience = Duration::from_micros(300 * (count % 37));
            timeout(patience, order).await.unwrap_or(Ok(()))
        } else {
            order.await
        };
        // The database is not there, or full: not at full speed then.
        if matches!(placed, Err(NotPlaced::Sql | NotPlaced::River)) {
            sleep(Duration::from_millis(100)).await;
        }
    }
    Ok(())
}

async fn work<DB: Store>(river: &River<DB>) -> Result<(), Box<dyn std::error::Error>> {
    river.install();
    provide_dyn::<dyn Receiver>(Arc::new(river.pool().clone()));
    let _worker = river
        .worker()
        .queue("mail", 20)
        .queue("warehouse", 20)
        .job_timeout(Duration::from_secs(7))
        .stuck_after(Duration::from_millis(200))
        .rescue_after(Duration::from_secs(8))
        .retry(|_, _| Duration::from_millis(500))
        .start()?;
    std::future::pending().await
}
