//! Dropping a future where it waits.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Drives a future; drops it where it waits after so many polls. None if it did.
pub(crate) async fn drop_after<T>(polls: u32, future: impl Future<Output = T>) -> Option<T> {
    if polls == 0 {
        return None;
    }
    let mut left = polls;
    drop_once(future, || {
        left -= 1;
        left == 0
    })
    .await
}

/// Drives a future; drops it at the first point where it waits and `is_time`. None if it did.
pub(crate) async fn drop_once<T>(
    future: impl Future<Output = T>,
    mut is_time: impl FnMut() -> bool,
) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending if is_time() => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    })
    .await
}
