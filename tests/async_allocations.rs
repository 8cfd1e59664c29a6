//! How many allocations it takes to fire an event of an async origin.

#[path = "common/heap.rs"]
mod heap;

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use side_effects::{has_side_effects, is_side_effect_of};

/// Polls a future until it is ready.
fn ready<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = (future.as_mut()).poll(&mut Context::from_waker(Waker::noop()))
        {
            return value;
        }
    }
}

/// Is ready when it is polled for the second time.
async fn wait() {
    let mut waited = false;
    poll_fn(|_| match std::mem::replace(&mut waited, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

/// The allocations of the second call: the first looks everything up.
fn allocations<F: Future>(call: impl Fn() -> F) -> usize {
    ready(call());
    heap::allocations(|| drop(ready(call())))
}

macro_rules! origin {
    ($name:ident, $label:literal: $($handler:ident $order:literal $($asyncness:ident)?),*) => {
        #[has_side_effects($label)]
        async fn $name(number: u32, text: &str) -> Result<u32, ()> {
            std::hint::black_box(text);
            Ok(number)
        }

        $(
            #[is_side_effect_of($label, order = $order)]
            $($asyncness)? fn $handler(text: &str, return_value: u32) {
                std::hint::black_box((text, return_value));
            }
        )*
    };
}

origin!(idle, "no handlers":);
origin!(one_sync, "one sync handler": a_sync 0);
origin!(one, "one async handler": a 0 async);
origin!(two, "two async handlers": b 0 async, c 0 async);
origin!(four, "four async handlers": d 0 async, e 0 async, f 0 async, g 0 async);
origin!(orders, "two async handlers of two orders": h 0 async, i 1 async);
origin!(both, "a sync and an async handler": j 0 async, k 0);

#[test]
fn without_handlers_there_are_none() {
    assert_eq!(allocations(|| idle(5, "text")), 0);
}

#[test]
fn sync_handlers_take_none() {
    assert_eq!(allocations(|| one_sync(5, "text")), 0);
}

#[test]
fn each_async_handler_takes_one() {
    assert_eq!(allocations(|| one(5, "text")), 1);
    assert_eq!(allocations(|| two(5, "text")), 2);
    assert_eq!(allocations(|| four(5, "text")), 4);
    assert_eq!(allocations(|| orders(5, "text")), 2);
    assert_eq!(allocations(|| both(5, "text")), 1);
}

#[has_side_effects("three that wait")]
async fn slow() {}

#[is_side_effect_of("three that wait")]
async fn l() {
    wait().await;
}

#[is_side_effect_of("three that wait")]
async fn m() {
    wait().await;
}

#[is_side_effect_of("three that wait", order = 1)]
async fn n() {
    wait().await;
}

#[test]
fn those_that_wait_take_one_more_together() {
    assert_eq!(allocations(slow), 4);
}
