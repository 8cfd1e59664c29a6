//! Guards: what they suppress, what they collect, and for whom.

// Origins have no work of their own here.
#![allow(unused_variables)]

#[path = "common/notes.rs"]
mod notes;

use std::panic::catch_unwind;
use std::sync::{Barrier, mpsc};
use std::thread;
use std::time::Duration;

use notes::{note, notes_of};
use side_effects::{
    Events, disable_side_effects, has_side_effects, is_side_effect_of, record_side_effects,
};

#[has_side_effects("handled")]
fn handled() {}

#[is_side_effect_of("handled")]
fn handler() {
    note("effect");
}

#[has_side_effects("unhandled")]
fn unhandled() {}

#[test]
fn a_disabling_guard_suppresses_and_collects_until_it_is_dropped() {
    let mut collected = None;
    let notes = notes_of(|| {
        let events = disable_side_effects();
        handled();
        unhandled();
        handled();
        assert_eq!(events, ["handled", "unhandled", "handled"]);
        collected = Some(Events::clone(&events));
        drop(events);
        handled();
    });
    assert_eq!(notes, ["effect"]);
    assert_eq!(collected.unwrap().len(), 3);
}

#[test]
fn a_recording_guard_collects_and_lets_handlers_run() {
    let notes = notes_of(|| {
        let events = record_side_effects();
        handled();
        unhandled();
        assert_eq!(events, ["handled", "unhandled"]);
    });
    assert_eq!(notes, ["effect"]);
}

#[test]
fn what_would_not_fire_is_not_collected() {
    #[has_side_effects("picky", run_on_exit = |value| *value)]
    fn picky(value: bool) -> bool {
        value
    }
    #[has_side_effects("fallible")]
    fn fallible(value: Result<u8, u8>) -> Result<u8, u8> {
        value
    }
    let events = disable_side_effects();
    picky(false);
    let _ = fallible(Err(1));
    assert!(events.is_empty());
    picky(true);
    let _ = fallible(Ok(1));
    assert_eq!(events, ["picky", "fallible"]);
}

#[test]
fn nested_guards_each_collect_all_of_their_time() {
    let outer = disable_side_effects();
    handled();
    let inner = disable_side_effects();
    unhandled();
    drop(inner);
    let second = record_side_effects();
    handled();
    assert_eq!(second, ["handled"]);
    assert_eq!(outer, ["handled", "unhandled", "handled"]);
}

#[test]
fn guards_can_be_dropped_in_any_order() {
    let notes = notes_of(|| {
        let first = disable_side_effects();
        let second = disable_side_effects();
        drop(first);
        handled();
        assert_eq!(second, ["handled"]);
        let third = record_side_effects();
        drop(second);
        handled();
        assert_eq!(third, ["handled"]);
    });
    assert_eq!(notes, ["effect"]);
}

#[test]
fn disabling_wins_within_recording_and_around_it() {
    let notes = notes_of(|| {
        let recorded = record_side_effects();
        let disabled = disable_side_effects();
        handled();
        assert_eq!(recorded, ["handled"]);
        assert_eq!(disabled, ["handled"]);
    });
    assert_eq!(notes, [""; 0]);
    let notes = notes_of(|| {
        let disabled = disable_side_effects();
        let recorded = record_side_effects();
        handled();
        assert_eq!(recorded, ["handled"]);
        assert_eq!(disabled, ["handled"]);
    });
    assert_eq!(notes, [""; 0]);
}

#[test]
fn events_of_handlers_are_collected_where_handlers_run() {
    #[has_side_effects("outer")]
    fn outer() {}
    #[is_side_effect_of("outer")]
    fn fires_another() {
        handled();
    }
    let recorded = record_side_effects();
    outer();
    assert_eq!(recorded, ["outer", "handled"]);
    let disabled = disable_side_effects();
    outer();
    assert_eq!(disabled, ["outer"]);
}

#[test]
fn only_some_labels_are_suppressed_and_collected() {
    let notes = notes_of(|| {
        let events = disable_side_effects().only(["unhandled"]);
        handled();
        unhandled();
        assert_eq!(events, ["unhandled"]);
    });
    assert_eq!(notes, ["effect"]);
}

#[test]
fn only_adds_up() {
    let events = disable_side_effects()
        .only(["unhandled"])
        .only(vec![String::from("handled")]);
    handled();
    unhandled();
    assert_eq!(events, ["handled", "unhandled"]);
}

#[test]
fn excepted_labels_fire_as_usual_and_are_not_collected() {
    let notes = notes_of(|| {
        let events = disable_side_effects().except(["handled"]);
        handled();
        unhandled();
        assert_eq!(events, ["unhandled"]);
    });
    assert_eq!(notes, ["effect"]);
}

#[test]
fn except_is_taken_from_only() {
    let events = disable_side_effects()
        .except(["handled"])
        .only(["handled", "unhandled"]);
    let notes = notes_of(|| {
        handled();
        unhandled();
    });
    assert_eq!(events, ["unhandled"]);
    assert_eq!(notes, ["effect"]);
}

#[test]
fn labels_may_come_from_code_that_fires() {
    let labels = || {
        std::iter::once_with(|| {
            handled();
            "unhandled"
        })
    };
    let (done, is_done) = mpsc::channel();
    thread::spawn(move || {
        let _events = disable_side_effects().only(labels()).except(labels());
        done.send(())
    });
    is_done
        .recv_timeout(Duration::from_secs(30))
        .expect("no deadlock");
}

#[test]
fn only_nothing_leaves_everything_alone() {
    let events = disable_side_effects().only([""; 0]);
    assert_eq!(notes_of(handled), ["effect"]);
    assert!(events.is_empty());
}

#[test]
fn a_recording_guard_can_be_limited_too() {
    let events = record_side_effects().except(["unhandled"]);
    let only = record_side_effects().only(["unhandled"]);
    handled();
    unhandled();
    assert_eq!(events, ["handled"]);
    assert_eq!(only, ["unhandled"]);
}

#[test]
fn an_inner_guard_may_suppress_what_an_outer_one_excepts() {
    let outer = disable_side_effects().except(["handled"]);
    let inner = disable_side_effects();
    assert_eq!(notes_of(handled), [""; 0]);
    assert_eq!(inner, ["handled"]);
    assert!(outer.is_empty());
}

#[test]
fn a_guard_in_a_panicking_test_leaves_nothing_behind() {
    catch_unwind(|| {
        let _events = disable_side_effects();
        let _inner = record_side_effects();
        handled();
        panic!("a test that fails");
    })
    .unwrap_err();
    assert_eq!(notes_of(handled), ["effect"]);
}

#[test]
fn a_panicking_body_under_a_guard_is_not_collected() {
    #[has_side_effects("panics")]
    fn panics() {
        panic!("the body panics");
    }
    let events = disable_side_effects();
    catch_unwind(panics).unwrap_err();
    handled();
    assert_eq!(events, ["handled"]);
}

#[test]
fn a_guard_is_for_its_own_thread() {
    let events = disable_side_effects();
    let notes = thread::spawn(|| notes_of(handled)).join().unwrap();
    assert_eq!(notes, ["effect"]);
    assert!(events.is_empty());
}

#[test]
fn hundreds_of_threads_half_of_them_guarded_see_nothing_of_each_other() {
    #[has_side_effects("crowd")]
    fn origin(thread: usize) {}
    #[is_side_effect_of("crowd")]
    fn handler(thread: usize) {
        note(thread.to_string());
    }
    const THREADS: usize = 300;
    const TURNS: usize = 20;
    let barrier = &Barrier::new(THREADS);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || {
                barrier.wait();
                for turn in 0..TURNS {
                    let times = turn % 3;
                    let fire = || (0..times).for_each(|_| origin(thread));
                    if (thread + turn) % 2 == 0 {
                        let events = disable_side_effects();
                        assert_eq!(notes_of(fire), [""; 0]);
                        assert_eq!(events, vec!["crowd"; times]);
                    } else {
                        assert_eq!(notes_of(fire), vec![thread.to_string(); times]);
                    }
                }
            });
        }
    });
}

#[test]
fn a_guard_may_be_used_after_its_thread_has_begun_to_end() {
    struct AtTheEnd;
    impl Drop for AtTheEnd {
        fn drop(&mut self) {
            handled();
            let events = disable_side_effects();
            handled();
            assert_eq!(events, ["handled"]);
        }
    }
    thread_local! {
        static AT_THE_END: AtTheEnd = const { AtTheEnd };
    }
    let thread = thread::spawn(|| {
        // Whichever of the two is destroyed first, here and in the reverse.
        AT_THE_END.with(|_| ());
        drop(disable_side_effects());
    });
    thread.join().unwrap();
    let thread = thread::spawn(|| {
        drop(disable_side_effects());
        AT_THE_END.with(|_| ());
    });
    thread.join().unwrap();
}
