//! `set_abort_on_error` is for the whole process, so that this is the only test
//! here.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use side_effects::{has_side_effects, is_side_effect_of, set_abort_on_error};
use tokio::task::yield_now;

#[has_side_effects("abort_on_error")]
async fn origin(fails: bool) -> bool {
    fails
}

#[is_side_effect_of("abort_on_error")]
async fn handler(fails: bool) -> Result<(), &'static str> {
    yield_now().await;
    if fails { Err("on purpose") } else { Ok(()) }
}

#[tokio::test]
async fn a_failing_async_handler_panics_out_of_its_origin() {
    assert!(origin(true).await);
    set_abort_on_error(true);
    assert!(!origin(false).await);
    let panic = AssertUnwindSafe(origin(true)).catch_unwind().await;
    let message = panic.unwrap_err().downcast::<String>().unwrap();
    assert_eq!(
        *message,
        "side effect `async_abort_on_error::handler` of `abort_on_error` failed: on purpose"
    );
    set_abort_on_error(false);
    assert!(origin(true).await);
}
