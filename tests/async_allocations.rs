//! How many allocations it takes to fire an event of an async origin.

#[path = "common/heap.rs"]
mod heap;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use side_effects::{has_side_effects, is_side_effect_of};

/// Polls a future, which is ready at once.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!(),
    }
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
fn each_async_handler_takes_one_and_each_order_that_has_any_takes_one() {
    assert_eq!(allocations(|| one(5, "text")), 2);
    assert_eq!(allocations(|| two(5, "text")), 3);
    assert_eq!(allocations(|| four(5, "text")), 5);
    assert_eq!(allocations(|| orders(5, "text")), 4);
    assert_eq!(allocations(|| both(5, "text")), 2);
}
