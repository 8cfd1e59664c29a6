//! What is copied when an event is held.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use side_effects::{Dep, has_side_effects, hold_blocking, hold_side_effects, is_side_effect_of};

use crate::log::{Log, logged};

struct NotClone(u8);

#[has_side_effects("not_clone")]
fn not_clone(value: &NotClone, other: u8) {
    let _ = (value, other);
}

#[is_side_effect_of("not_clone")]
fn takes_it(value: &NotClone) {
    assert_eq!(value.0, 1);
}

#[is_side_effect_of("not_clone", order = 1)]
fn takes_another(other: u8, log: Dep<Log>) {
    log.add(format!("other {other}"));
}

/// The text of a panic, or of the failure that takes its place without debug
/// assertions.
fn mismatch(fires: impl Fn()) -> String {
    let (_log, events) = logged();
    let held = hold_side_effects();
    let fired = catch_unwind(AssertUnwindSafe(fires));
    let failures = events.failures();
    match fired {
        Err(payload) => *payload.downcast().expect("a text"),
        Ok(()) => {
            assert_eq!(failures.len(), 1, "found when the event fires");
            assert!(held.release().failures().is_empty(), "and said once");
            failures[0].error().to_owned()
        }
    }
}

#[test]
fn a_handler_that_is_bound_to_what_cannot_be_copied_is_a_mismatch() {
    not_clone(&NotClone(1), 2);
    let text = mismatch(|| not_clone(&NotClone(1), 2));
    for part in [
        "does not fit its origin `hold::copies::not_clone`",
        "`value`: the event is held, so that this has to outlive the call, and it cannot be \
         copied: its type has no `Clone`, or is not `Send` and `Sync`",
        "help: derive `Clone` for its type, put it into an `Arc`",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
#[cfg(not(debug_assertions))]
fn the_other_handlers_of_such_an_event_run() {
    let (log, events) = logged();
    let held = hold_side_effects();
    not_clone(&NotClone(1), 2);
    held.release();
    assert_eq!(log.take(), ["other 2"]);
    assert_eq!(events.failures().len(), 1);
}

#[test]
fn a_clone_that_panics_fails_the_handler_that_needs_it() {
    struct Bomb;
    impl Clone for Bomb {
        fn clone(&self) -> Self {
            panic!("boom")
        }
    }
    #[has_side_effects("bomb")]
    fn bomb(bomb: &Bomb, other: u8) {
        let _ = (bomb, other);
    }
    #[is_side_effect_of("bomb")]
    fn needs_it(_bomb: &Bomb) {
        unreachable!();
    }
    #[is_side_effect_of("bomb", order = 1)]
    fn needs_another(other: u8, log: Dep<Log>) {
        log.add(format!("other {other}"));
    }
    let (log, events) = logged();
    let held = hold_side_effects();
    bomb(&Bomb, 3);
    assert!(
        held.release().failures().is_empty(),
        "it failed when the event fired"
    );
    assert_eq!(log.take(), ["other 3"]);
    assert_eq!(events.failures()[0].error(), "panicked: boom");
}

#[test]
fn what_no_handler_needs_is_not_copied() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static CLONES: AtomicUsize = AtomicUsize::new(0);
    struct Counted;
    impl Clone for Counted {
        fn clone(&self) -> Self {
            CLONES.fetch_add(1, Ordering::Relaxed);
            Self
        }
    }
    #[has_side_effects("counted")]
    fn counted(unused: &Counted, used: &u8) {
        let _ = (unused, used);
    }
    #[is_side_effect_of("counted")]
    fn takes_one(used: u8) {
        assert_eq!(used, 1);
    }
    hold_blocking(|| counted(&Counted, &1));
    assert_eq!(CLONES.load(Ordering::Relaxed), 0);
}

#[test]
fn copies_are_dropped_with_their_event() {
    #[has_side_effects("shared")]
    fn shared(shared: &Arc<()>) {
        let _ = shared;
    }
    #[is_side_effect_of("shared")]
    fn takes_it(shared: &Arc<()>) {
        assert_eq!(Arc::strong_count(shared), 2);
    }
    let value = Arc::new(());
    let held = hold_side_effects();
    shared(&value);
    assert_eq!(Arc::strong_count(&value), 2);
    held.release();
    assert_eq!(Arc::strong_count(&value), 1);
    shared(&value);
    held.discard();
    assert_eq!(Arc::strong_count(&value), 1);
}
