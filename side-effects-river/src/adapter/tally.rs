//! Counting jobs.

use sqlx::Pool;

use super::engine::Backend;
use crate::Error;
use crate::jobs::State;

/// Queue, state, count, and the seconds since when the first of those that wait is due.
pub(super) type Row = (String, String, i64, Option<f64>);

/// The jobs of one queue in one state.
#[cfg_attr(
    not(feature = "metrics"),
    expect(dead_code, reason = "`counts` asks for less")
)]
pub(crate) struct Tally {
    pub(crate) queue: String,
    pub(crate) state: State,
    pub(crate) count: u64,
    /// Since how many seconds the first of those that wait is due. Less than 0 if it is to run
    /// later, and None if none waits.
    pub(crate) due_since: Option<f64>,
}

pub(crate) async fn tallies<DB: Backend>(pool: &Pool<DB>) -> Result<Vec<Tally>, Error> {
    let rows = DB::tallies(pool).await;
    let rows = rows.map_err(|error| Error::Jobs(error.into()))?;
    let tally = |(queue, state, count, due_since): Row| Tally {
        queue,
        state: state.parse().unwrap_or(State::Pending),
        count: u64::try_from(count).unwrap_or(0),
        due_since,
    };
    Ok(rows.into_iter().map(tally).collect())
}
