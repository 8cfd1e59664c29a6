//! Async handlers that their origin cannot wait for. With debug assertions it
//! panics, as any mismatch; without, it is an error of the handler.

use std::cell::Cell;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use futures_util::FutureExt;
use side_effects::{Error, has_side_effects, is_side_effect_of};

/// What is said of a call, whichever way.
fn said<T>(call: impl FnOnce() -> Result<T, Error>) -> String {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(_)) => panic!("nothing is said"),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => *panic.downcast::<String>().unwrap(),
    }
}

/// The same of a future that is ready at once.
fn said_async<T>(future: impl Future<Output = Result<T, Error>>) -> String {
    said(|| future.now_or_never().unwrap())
}

#[track_caller]
fn assert_lines(message: &str, wanted: &[&str]) {
    let lines: Vec<_> = message.lines().map(str::trim).collect();
    for wanted in wanted {
        assert!(lines.contains(wanted), "{wanted}\nis not in\n{message}");
    }
}

#[has_side_effects("a_sync_origin", on_error = abort)]
fn sync_origin(number: u8) -> Result<u8, Error> {
    Ok(number)
}

#[is_side_effect_of("a_sync_origin")]
async fn async_handler(number: u8) {
    unreachable!("{number}");
}

const CANNOT_WAIT: [&str; 5] = [
    "side effect `async_handlers::mismatch::async_handler` does not fit its origin \
     `async_handlers::mismatch::sync_origin` (label `a_sync_origin`)",
    "origin: fn sync_origin(number: u8) -> Result<u8, Error>",
    "handler: async fn async_handler(number: u8)",
    "problem: the handler is async, and an origin that is not cannot wait for it",
    "help: make the origin async, run the handler in the `background`, or make it sync",
];

#[test]
fn a_sync_origin_cannot_wait() {
    assert_lines(&said(|| sync_origin(5)), &CANNOT_WAIT);
}

#[test]
#[cfg(debug_assertions)]
fn it_is_found_when_effects_are_off_as_well() {
    let _events = side_effects::disable_side_effects();
    assert_lines(&said(|| sync_origin(5)), &CANNOT_WAIT);
}

const NOT_KEPT: [&str; 2] = [
    "problem: the handler is async, and what the origin returns is not `Send`, so that it cannot \
     be kept while the handler runs",
    "help: return something that is `Send` (add the bound where it is generic), or make the \
     handler sync",
];

#[has_side_effects("a_value_that_is_not_send", on_error = abort)]
async fn returns_rc() -> Result<Rc<u8>, Error> {
    Ok(Rc::new(5))
}

#[is_side_effect_of("a_value_that_is_not_send")]
async fn after_rc() {
    unreachable!();
}

#[test]
fn a_value_that_is_not_send_cannot_be_kept() {
    assert_lines(&said_async(returns_rc()), &NOT_KEPT);
}

#[has_side_effects("a_generic_value_without_bounds", on_error = abort)]
async fn returns_any<T>(value: T) -> Result<T, Error> {
    Ok(value)
}

#[is_side_effect_of("a_generic_value_without_bounds")]
async fn after_any() {
    unreachable!();
}

#[test]
fn a_generic_value_that_is_not_bounded_cannot_be_kept() {
    assert_lines(&said_async(returns_any(5)), &NOT_KEPT);
}

#[has_side_effects("an_opaque_value_that_is_not_send", on_error = abort)]
async fn returns_opaque() -> Result<impl Display, Error> {
    Ok(Rc::new(5))
}

#[is_side_effect_of("an_opaque_value_that_is_not_send")]
async fn after_opaque() {
    unreachable!();
}

#[test]
fn an_opaque_value_that_is_not_send_cannot_be_kept() {
    assert_lines(&said_async(returns_opaque()), &NOT_KEPT);
}

#[has_side_effects("an_argument_that_is_not_sync", on_error = abort)]
async fn takes_cell(cell: Cell<u8>) -> Result<u8, Error> {
    Ok(cell.get())
}

#[is_side_effect_of("an_argument_that_is_not_sync")]
fn after_cell(cell: &Cell<u8>) {
    unreachable!("{}", cell.get());
}

#[test]
fn an_argument_that_is_not_sync_cannot_be_shown_by_an_async_origin() {
    assert_lines(
        &said_async(takes_cell(Cell::new(5))),
        &[
            "parameter: `cell`: what it names in the origin cannot be bound: it is not `Sync`, and \
             the future of an async origin moves between threads",
        ],
    );
}
