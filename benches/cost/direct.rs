//! The same work bare, annotated, and with calls in place of handlers.

use std::any::Any;
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};

use side_effects::{has_side_effects, is_side_effect_of};

/// A small error, so that results are returned in registers.
pub(crate) struct Failed;

/// What every case does, but for those that say otherwise.
#[inline(always)]
pub(crate) fn work(id: u64, name: &str) -> Result<u64, Failed> {
    if name.is_empty() {
        return Err(Failed);
    }
    Ok(id + name.len() as u64)
}

/// What follows from it: the handlers, hooks and listeners all call these two.
/// They may panic, or the compiler would leave out what catches that.
#[inline(never)]
#[is_side_effect_of("two_handle_this")]
pub(crate) fn first(name: &str, return_value: &u64) {
    assert!(!black_box(name).is_empty(), "nobody");
    black_box(return_value);
}

/// What else follows from it.
#[inline(never)]
#[is_side_effect_of("two_handle_this")]
pub(crate) fn second(id: u64, return_value: &u64) {
    assert!(black_box(id) != 0, "nothing");
    black_box(return_value);
}

#[inline(never)]
pub(crate) fn bare(id: u64, name: &str) -> Result<u64, Failed> {
    work(id, name)
}

#[inline(never)]
#[has_side_effects("nobody_handles_this")]
pub(crate) fn annotated(id: u64, name: &str) -> Result<u64, Failed> {
    work(id, name)
}

#[inline(never)]
#[has_side_effects("two_handle_this")]
pub(crate) fn two_handlers(id: u64, name: &str) -> Result<u64, Failed> {
    work(id, name)
}

#[inline(never)]
pub(crate) fn two_calls(id: u64, name: &str) -> Result<u64, Failed> {
    let result = work(id, name);
    if let Ok(total) = &result {
        first(name, total);
        second(id, total);
    }
    result
}

#[inline(never)]
pub(crate) fn two_calls_caught(id: u64, name: &str) -> Result<u64, Failed> {
    let result = work(id, name);
    if let Ok(total) = &result {
        isolated(|| first(name, total));
        isolated(|| second(id, total));
    }
    result
}

#[inline(always)]
pub(crate) fn isolated(effect: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(effect)) {
        report(&*panic);
    }
}

#[cold]
#[inline(never)]
fn report(panic: &(dyn Any + Send)) {
    let message = panic.downcast_ref::<&str>().unwrap_or(&"no message");
    eprintln!("an effect panicked: {message}");
}

/// Drops what it is given.
#[inline(always)]
fn owned_work(name: String, amounts: Vec<u64>) -> Result<u64, Failed> {
    if name.len() > 100 {
        return Err(Failed);
    }
    Ok(amounts.iter().sum::<u64>() + name.len() as u64)
}

#[inline(never)]
pub(crate) fn owned_bare(name: String, amounts: Vec<u64>) -> Result<u64, Failed> {
    owned_work(name, amounts)
}

#[inline(never)]
#[has_side_effects("nobody_handles_this_either")]
pub(crate) fn owned_annotated(name: String, amounts: Vec<u64>) -> Result<u64, Failed> {
    owned_work(name, amounts)
}

#[inline(always)]
fn large_work(id: u64, name: &str) -> Result<u64, String> {
    if name.is_empty() {
        return Err("a name is needed".to_owned());
    }
    Ok(id + name.len() as u64)
}

#[inline(never)]
pub(crate) fn large_bare(id: u64, name: &str) -> Result<u64, String> {
    large_work(id, name)
}

#[inline(never)]
#[has_side_effects("nobody_handles_the_large_one")]
pub(crate) fn large_annotated(id: u64, name: &str) -> Result<u64, String> {
    large_work(id, name)
}
