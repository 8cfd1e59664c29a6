//! The accounts of a shop.

use std::time::{Duration, Instant};

use faults::HANDLERS;
use faults::store::Store;
use sqlx::Pool;
use tokio::time::sleep;

/// What there is in the tables when all is done.
#[derive(Debug)]
pub(crate) struct Accounts {
    pub(crate) committed: i64,
    /// Deliveries, of which a receiver may get one twice.
    deliveries: i64,
    receipts: i64,
    lost: i64,
    of_no_order: i64,
    /// Orders with several keys for one handler.
    keys_changed: i64,
    /// Jobs that have not come to a good end.
    unfinished: i64,
}

/// Each order and each handler without a receipt.
const LOST: &str = "SELECT count(*) FROM orders \
    CROSS JOIN (SELECT 'confirm' AS handler UNION SELECT 'notify') AS handlers \
    LEFT JOIN receipts ON receipts.order_id = orders.id AND receipts.handler = handlers.handler \
    WHERE receipts.key IS NULL";

const OF_NO_ORDER: &str =
    "SELECT count(*) FROM deliveries LEFT JOIN orders ON orders.id = order_id WHERE id IS NULL";

const KEYS_CHANGED: &str = "SELECT count(*) FROM (SELECT 1 FROM receipts \
    GROUP BY order_id, handler HAVING count(*) > 1) AS changed";

const UNFINISHED: &str = "SELECT count(*) FROM river_job WHERE state <> 'completed'";

pub(crate) async fn committed<DB: Store>(pool: &Pool<DB>) -> i64 {
    number(pool, "SELECT count(*) FROM orders").await
}

/// Waits until nothing is left to do, and reads the accounts.
pub(crate) async fn settled<DB: Store>(pool: &Pool<DB>) -> Accounts {
    const LONGEST: Duration = Duration::from_secs(180);
    let start = Instant::now();
    while number(pool, UNFINISHED).await > 0 && start.elapsed() < LONGEST {
        sleep(Duration::from_millis(200)).await;
    }
    Accounts {
        committed: committed(pool).await,
        deliveries: number(pool, "SELECT count(*) FROM deliveries").await,
        receipts: number(pool, "SELECT count(*) FROM receipts").await,
        lost: number(pool, LOST).await,
        of_no_order: number(pool, OF_NO_ORDER).await,
        keys_changed: number(pool, KEYS_CHANGED).await,
        unfinished: number(pool, UNFINISHED).await,
    }
}

impl Accounts {
    /// Says what was counted, and that it is as it has to be.
    pub(crate) fn assert_nothing_lost(&self, what: &str) {
        println!("{what}: {self:?}");
        assert!(self.committed > 0, "no order was placed: {self:?}");
        assert_eq!(
            (
                self.lost,
                self.of_no_order,
                self.keys_changed,
                self.unfinished
            ),
            (0, 0, 0, 0),
            "{self:?}"
        );
        let handlers = i64::try_from(HANDLERS.len()).unwrap();
        assert_eq!(self.receipts, handlers * self.committed, "{self:?}");
        assert!(self.deliveries >= self.receipts, "{self:?}");
    }
}

/// The database may be away, or busy.
async fn number<DB: Store>(pool: &Pool<DB>, query: &'static str) -> i64 {
    const LONGEST: Duration = Duration::from_secs(60);
    let start = Instant::now();
    loop {
        match DB::number(pool, query).await {
            Ok(number) => return number,
            Err(error) if start.elapsed() > LONGEST => panic!("{error}"),
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}
