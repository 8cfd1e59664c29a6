//! `transaction.on_commit`, which becomes `hold`.

use side_effects::{
    Error, disable_side_effects, has_side_effects, hold, hold_blocking, hold_side_effects,
    is_side_effect_of, record_side_effects,
};

use crate::notes::{note, notes_of};
use crate::panic_of;

#[has_side_effects("order_placed_in_tx")]
fn place(article: String) {
    note(format!("store {article}"));
}

#[is_side_effect_of("order_placed_in_tx")]
fn confirm(article: &str) {
    note(format!("confirm {article}"));
}

#[test]
fn without_a_hold_effects_run_at_once() {
    let notes = notes_of(|| {
        place("pot".into());
        note("returned");
    });
    assert_eq!(notes, ["store pot", "confirm pot", "returned"]);
}

#[test]
fn effects_wait_for_a_block_that_succeeds() {
    let notes = notes_of(|| {
        hold_blocking(|| {
            place("pot".into());
            note("commit");
            Ok::<_, String>(())
        })
    });
    assert_eq!(notes, ["store pot", "commit", "confirm pot"]);
}

#[test]
fn effects_wait_for_a_future_that_succeeds() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.build().unwrap();
    let notes = notes_of(|| {
        runtime.block_on(hold(async {
            place("pot".into());
            tokio::task::yield_now().await;
            note("commit");
            Ok::<_, String>(())
        }))
    });
    assert_eq!(notes, ["store pot", "commit", "confirm pot"]);
}

#[test]
fn a_rollback_forgets_them() {
    let notes = notes_of(|| {
        hold_blocking(|| {
            place("pot".into());
            Err::<(), _>("rolled back")
        })
    });
    assert_eq!(notes, ["store pot"]);
}

#[test]
fn an_inner_hold_is_a_savepoint() {
    let notes = notes_of(|| {
        hold_blocking(|| {
            place("pot".into());
            let _ = hold_blocking(|| {
                place("cup".into());
                Err::<(), _>("back to the savepoint")
            });
            hold_blocking(|| place("lid".into()));
            note("commit");
        })
    });
    assert_eq!(
        notes,
        [
            "store pot",
            "store cup",
            "store lid",
            "commit",
            "confirm pot",
            "confirm lid"
        ]
    );
}

#[test]
fn a_test_releases_by_itself() {
    let events = record_side_effects();
    let held = hold_side_effects();
    let before = notes_of(|| place("pot".into()));
    let waiting = held.labels();
    let after = notes_of(|| held.release());
    assert_eq!(before, ["store pot"]);
    assert_eq!(waiting, ["order_placed_in_tx"]);
    assert_eq!(after, ["confirm pot"]);
    assert_eq!(events, ["order_placed_in_tx"]);
}

#[test]
fn arguments_are_copied_when_the_event_fires() {
    #[has_side_effects("list_grown")]
    fn grow(list: &mut Vec<&'static str>) {
        list.push("body");
    }
    #[is_side_effect_of("list_grown")]
    fn tell(list: &Vec<&'static str>) {
        note(format!("{list:?}"));
    }
    let mut list = Vec::new();
    let held = hold_side_effects();
    grow(&mut list);
    list.push("after");
    assert_eq!(notes_of(|| held.release()), ["[\"body\"]"]);
}

#[test]
fn failures_after_the_commit_are_told_to_whoever_releases() {
    #[has_side_effects("paid")]
    fn pay() {}
    #[is_side_effect_of("paid")]
    fn receipt() -> Result<(), String> {
        Err("out of paper".into())
    }
    let held = hold_side_effects();
    pay();
    let released = held.release();
    assert_eq!((released.len(), released.failures().len()), (1, 1));
    assert_eq!(released.failures()[0].error(), "out of paper");
}

#[test]
fn whether_it_is_suppressed_is_decided_when_it_fires() {
    let held = hold_side_effects();
    let guard = disable_side_effects();
    place("pot".into());
    drop(guard);
    assert_eq!(notes_of(|| held.release()), [""; 0]);
    let notes = notes_of(|| {
        place("cup".into());
        let _guard = disable_side_effects();
        held.release();
    });
    assert_eq!(notes, ["store cup", "confirm cup"]);
}

#[test]
fn what_was_rolled_back_is_not_among_the_events() {
    let events = disable_side_effects();
    let _ = hold_blocking(|| {
        place("pot".into());
        Err::<(), _>("rolled back")
    });
    events.assert_nothing_fired();
    hold_blocking(|| place("cup".into()));
    assert_eq!(events, ["order_placed_in_tx"]);
}

#[test]
fn what_cannot_be_copied_does_not_wait() {
    struct Connection;
    #[has_side_effects("connected", on_error = abort)]
    fn origin(connection: &mut Connection, id: u32) -> Result<(), Error> {
        Ok(())
    }
    #[is_side_effect_of("connected")]
    fn handler(connection: &Connection) {
        note("handler");
    }
    assert_eq!(notes_of(|| origin(&mut Connection, 7)), ["handler"]);
    let held = hold_side_effects();
    let mut result = Ok(());
    let message = panic_of(|| result = origin(&mut Connection, 7));
    let message = message.unwrap_or_else(|| result.unwrap_err().to_string());
    let fault = "`connection`: the event is held, so that this has to outlive the call, and it \
                 cannot be copied";
    assert!(message.contains(fault), "{message}");
    assert_eq!(notes_of(|| held.release()), [""; 0]);
}
