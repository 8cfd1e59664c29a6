//! Migrating beside others who do.

use std::time::Duration;

use riverqueue::migrate::Error;
use side_effects::durable::BoxError;

/// More than there are migrations, each of which another program may apply first.
const TRIES: u32 = 20;

/// How long the other program has for the rest.
const PAUSE: Duration = Duration::from_millis(50);

/// Migrates, and tries again where the database refuses a statement.
///
/// River takes no lock: of two programs that start at once on an empty database, both create the
/// same table, and one is refused. What the other has done by then, the next try finds.
pub(super) async fn migrate<F>(up: impl Fn() -> F) -> Result<(), BoxError>
where
    F: Future<Output = Result<Vec<i64>, Error>>,
{
    for _ in 1..TRIES {
        match up().await {
            Err(Error::Database(sqlx::Error::Database(_))) => tokio::time::sleep(PAUSE).await,
            migrated => return Ok(migrated.map(drop)?),
        }
    }
    Ok(up().await.map(drop)?)
}
