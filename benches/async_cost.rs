//! What an async origin costs, beside the same written by hand.
//!
//! `cargo bench --bench async_cost`

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use side_effects::{has_side_effects, is_side_effect_of};

fn main() {
    // The first event of each origin looks its handlers up.
    let _ = (no_handlers::annotated(), two_handlers::annotated());
    divan::main();
}

/// Polls a future, which is ready at once.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!(),
    }
}

#[inline(never)]
async fn work(name: &str, number: u32) -> Result<u32, ()> {
    black_box(name);
    Ok(black_box(number))
}

async fn mail(name: &str, number: u32) {
    black_box((name, number));
}

async fn index(name: &str) {
    black_box(name);
}

mod no_handlers {
    use super::*;

    #[divan::bench]
    fn bare() -> Result<u32, ()> {
        ready(work(black_box("Ada"), black_box(5)))
    }

    #[has_side_effects("async_cost_idle")]
    async fn origin(name: &str, number: u32) -> Result<u32, ()> {
        work(name, number).await
    }

    #[divan::bench]
    pub(super) fn annotated() -> Result<u32, ()> {
        ready(origin(black_box("Ada"), black_box(5)))
    }
}

mod two_handlers {
    use super::*;

    async fn by_hand(name: &str, number: u32) -> Result<u32, ()> {
        let result = work(name, number).await;
        if let Ok(number) = &result {
            mail(name, *number).await;
            index(name).await;
        }
        result
    }

    #[divan::bench]
    fn awaited_by_hand() -> Result<u32, ()> {
        ready(by_hand(black_box("Ada"), black_box(5)))
    }

    async fn by_hand_boxed(name: &str, number: u32) -> Result<u32, ()> {
        let result = work(name, number).await;
        if let Ok(number) = &result {
            let boxed: [futures_util::future::BoxFuture<'_, ()>; 2] =
                [Box::pin(mail(name, *number)), Box::pin(index(name))];
            futures_util::future::join_all(boxed).await;
        }
        result
    }

    #[divan::bench]
    fn joined_by_hand() -> Result<u32, ()> {
        ready(by_hand_boxed(black_box("Ada"), black_box(5)))
    }

    #[has_side_effects("async_cost_two")]
    async fn origin(name: &str, number: u32) -> Result<u32, ()> {
        work(name, number).await
    }

    #[is_side_effect_of("async_cost_two")]
    async fn send_mail(name: &str, return_value: u32) {
        mail(name, return_value).await;
    }

    #[is_side_effect_of("async_cost_two")]
    async fn update_index(name: &str) {
        index(name).await;
    }

    #[divan::bench]
    pub(super) fn annotated() -> Result<u32, ()> {
        ready(origin(black_box("Ada"), black_box(5)))
    }
}
