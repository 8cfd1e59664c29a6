//! Futures that are polled by hand.

use std::pin::pin;
use std::task::{Context, Waker};

/// How many polls it takes to drive a future to its end.
pub(crate) fn polls(future: impl Future) -> usize {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (1..)
        .find(|_| future.as_mut().poll(&mut context).is_ready())
        .unwrap()
}

/// Drops a future that waits still after so many polls.
pub(crate) fn drop_after(polls: usize, future: impl Future) {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..polls {
        assert!(future.as_mut().poll(&mut context).is_pending());
    }
}
