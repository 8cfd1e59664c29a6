//! How the shapes are held to it. All of one test happens on its own thread.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

thread_local! {
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn log(line: impl Into<String>) {
    LOG.with_borrow_mut(|log| log.push(line.into()));
}

/// What was logged since it was last asked.
pub(crate) fn logged() -> Vec<String> {
    LOG.take()
}

/// Is pending once.
pub(crate) async fn pause() {
    let mut polled = false;
    poll_fn(|context| {
        if std::mem::replace(&mut polled, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Polls a future once, and drops it.
pub(crate) fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls a future until it is done. Nothing in these tests waits for anything
/// but another poll.
pub(crate) fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// Proves that a call fires when its future is done: not when that is made, nor
/// when it is dropped after its first poll. Comes to what the future does.
macro_rules! fires_when_done {
    ($label:expr, $call:expr) => {{
        let events = side_effects::record_side_effects();
        drop($call);
        assert!(crate::support::poll_once($call).is_pending());
        events.assert_nothing_fired();
        assert_eq!(crate::support::logged(), [""; 0]);
        let value = crate::support::finish($call);
        assert_eq!(events, [$label]);
        value
    }};
}

/// Proves that a call does not fire, though its future is done.
macro_rules! does_not_fire {
    ($call:expr) => {{
        let events = side_effects::record_side_effects();
        let value = crate::support::finish($call);
        events.assert_nothing_fired();
        assert_eq!(crate::support::logged(), [""; 0]);
        value
    }};
}

pub(crate) use {does_not_fire, fires_when_done};
