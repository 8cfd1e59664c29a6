//! Holds in holds, and blocks.

use std::panic::catch_unwind;

use side_effects::{Outcome, hold_blocking, hold_side_effects};

use crate::log::logged;
use crate::remove;

#[test]
fn released_inside_another_hold_events_move_to_the_outer_one() {
    let (log, events) = logged();
    let outer = hold_side_effects();
    remove("first");
    let inner = hold_side_effects();
    remove("second");
    assert_eq!(inner.release().len(), 1);
    drop(inner);
    let rolled_back = hold_side_effects();
    remove("third");
    drop(rolled_back);
    remove("fourth");
    events.assert_nothing_fired();
    assert_eq!(outer.len(), 3);
    outer.release();
    assert_eq!(
        log.take(),
        ["unindex first", "unindex second", "unindex fourth"]
    );
}

#[test]
fn an_outer_hold_that_is_released_first_is_in_no_other() {
    let (log, _events) = logged();
    let outer = hold_side_effects();
    remove("outer");
    let inner = hold_side_effects();
    remove("inner");
    outer.release();
    assert_eq!(log.take(), ["unindex outer"]);
    drop(outer);
    inner.release();
    assert_eq!(log.take(), ["unindex inner"]);
}

#[test]
fn a_type_with_an_outcome_decides_for_its_block() {
    struct Reply(bool);
    impl Outcome for Reply {
        fn is_success(&self) -> bool {
            self.0
        }
    }
    let (log, _events) = logged();
    let reply = |success| {
        remove("a");
        Box::new(Reply(success))
    };
    hold_blocking(|| reply(false));
    assert!(log.take().is_empty());
    hold_blocking(|| reply(true));
    assert_eq!(log.take(), ["unindex a"]);
}

#[test]
fn a_block_releases_if_it_succeeds_and_discards_if_not() {
    let (log, _events) = logged();
    hold_blocking(|| {
        remove("a");
        assert!(log.take().is_empty());
        Ok::<_, String>(())
    })
    .unwrap();
    assert_eq!(log.take(), ["unindex a"]);
    hold_blocking(|| {
        remove("b");
        Err::<(), _>("the commit failed")
    })
    .unwrap_err();
    let _ = catch_unwind(|| {
        hold_blocking(|| {
            remove("c");
            if true {
                panic!("a bug");
            }
        });
    });
    assert!(log.take().is_empty());
    hold_blocking(|| remove("d"));
    assert_eq!(log.take(), ["unindex d"]);
}

#[test]
fn blocks_nest_like_savepoints() {
    let (log, _events) = logged();
    let outer: Result<(), ()> = hold_blocking(|| {
        remove("outer");
        let _ = hold_blocking(|| {
            remove("kept");
            Ok::<_, ()>(())
        });
        let _ = hold_blocking(|| {
            remove("rolled back");
            Err::<(), _>(())
        });
        assert!(log.take().is_empty());
        Ok(())
    });
    outer.unwrap();
    assert_eq!(log.take(), ["unindex outer", "unindex kept"]);
}
