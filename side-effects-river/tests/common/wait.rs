//! Waiting for what others do.

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// Enough for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again, until the answer is this.
#[track_caller]
pub(crate) fn eventually<T, F>(expected: T, ask: impl Fn() -> F) -> impl Future<Output = ()>
where
    T: PartialEq + Debug,
    F: Future<Output = T>,
{
    let place = std::panic::Location::caller();
    async move {
        let begun = Instant::now();
        loop {
            let answer = ask().await;
            if answer == expected {
                return;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{place}: still {answer:?}, and not {expected:?}"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

pub(crate) fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}
