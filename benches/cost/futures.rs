//! The async cases. All futures are ready when they are first polled.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures_util::future::{BoxFuture, join_all};
use side_effects::{has_side_effects, is_side_effect_of};

use crate::direct::{self, Failed};

/// Polls a future, which is ready at once.
#[inline(always)]
pub(crate) fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}

#[inline(always)]
async fn work(id: u64, name: &str) -> Result<u64, Failed> {
    direct::work(id, name)
}

#[is_side_effect_of("two_async_handle_this")]
async fn first(name: &str, return_value: &u64) {
    direct::first(name, return_value);
}

#[is_side_effect_of("two_async_handle_this")]
async fn second(id: u64, return_value: &u64) {
    direct::second(id, return_value);
}

#[has_side_effects("nobody_handles_this_async")]
async fn idle_origin(id: u64, name: &str) -> Result<u64, Failed> {
    work(id, name).await
}

#[has_side_effects("two_async_handle_this")]
async fn origin(id: u64, name: &str) -> Result<u64, Failed> {
    work(id, name).await
}

async fn origin_by_hand(id: u64, name: &str) -> Result<u64, Failed> {
    let result = work(id, name).await;
    if let Ok(total) = &result {
        let effects: [BoxFuture<'_, ()>; 2] =
            [Box::pin(first(name, total)), Box::pin(second(id, total))];
        join_all(effects).await;
    }
    result
}

#[inline(never)]
pub(crate) fn bare(id: u64, name: &str) -> Result<u64, Failed> {
    ready(work(id, name))
}

#[inline(never)]
pub(crate) fn annotated(id: u64, name: &str) -> Result<u64, Failed> {
    ready(idle_origin(id, name))
}

#[inline(never)]
pub(crate) fn joined_by_hand(id: u64, name: &str) -> Result<u64, Failed> {
    ready(origin_by_hand(id, name))
}

#[inline(never)]
pub(crate) fn two_handlers(id: u64, name: &str) -> Result<u64, Failed> {
    ready(origin(id, name))
}
