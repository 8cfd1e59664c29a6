//! `SIDE_EFFECTS_TEST_MODE=guarded`: a test that forgets its guard, or spawns a
//! task, mailed for real.

#[path = "common/child.rs"]
mod child;
#[path = "common/notes.rs"]
mod notes;
#[path = "common/recorder.rs"]
mod recorder;

use std::thread;

use child::in_a_process;
use notes::{note, notes_of};
use recorder::trace_of;
use side_effects::{
    Event, disable_side_effects, has_side_effects, hold_side_effects, is_side_effect_of,
    record_side_effects, set_test_mode,
};

const GUARDED: [(&str, &str); 1] = [("SIDE_EFFECTS_TEST_MODE", "guarded")];

#[has_side_effects("guarded_mode")]
fn origin() {}

#[is_side_effect_of("guarded_mode")]
fn mail() {
    note("mailed");
}

#[has_side_effects("guarded_mode_async")]
async fn async_origin() {}

#[is_side_effect_of("guarded_mode_async")]
async fn async_mail() {
    panic!("mailed");
}

#[test]
fn without_a_guard_nothing_runs_and_the_first_event_is_a_warning_with_the_way_out() {
    in_a_process(&GUARDED, || {
        let mut trace = trace_of(|| {
            assert_eq!(notes_of(origin), [""; 0]);
            assert_eq!(notes_of(origin), [""; 0]);
        });
        trace.retain(|line| line.starts_with("WARN"));
        assert_eq!(trace.len(), 1, "{trace:?}");
        assert!(trace[0].contains("label=guarded_mode"), "{trace:?}");
        assert!(
            trace[0].contains("call `record_side_effects()`"),
            "{trace:?}"
        );
    });
}

#[test]
fn what_is_held_runs_if_a_record_guard_saw_it_fire_and_not_if_one_sees_it_released() {
    in_a_process(&GUARDED, || {
        let held = hold_side_effects();
        assert_eq!(notes_of(origin), [""; 0]);
        {
            let _later = record_side_effects();
            assert_eq!(notes_of(|| drop(held.release())), [""; 0]);
        }
        {
            let _events = record_side_effects();
            assert_eq!(notes_of(origin), [""; 0]);
        }
        assert_eq!(notes_of(|| drop(held.release())), ["mailed"]);
    });
}

#[test]
fn any_case_is_understood() {
    in_a_process(&[("SIDE_EFFECTS_TEST_MODE", " Guarded ")], || {
        assert_eq!(notes_of(origin), [""; 0]);
        let _events = record_side_effects();
        assert_eq!(notes_of(origin), ["mailed"]);
    });
}

#[test]
fn a_record_guard_lets_its_thread_and_its_scope_run() {
    in_a_process(&GUARDED, || {
        let events = record_side_effects();
        assert_eq!(notes_of(origin), ["mailed"]);
        let scope = events.scope();
        let (elsewhere, in_scope) =
            thread::spawn(move || (notes_of(origin), notes_of(|| scope.run(origin))))
                .join()
                .unwrap();
        assert_eq!(elsewhere, [""; 0]);
        assert_eq!(in_scope, ["mailed"]);
        assert_eq!(events, ["guarded_mode", "guarded_mode"]);
    });
}

#[test]
fn a_record_guard_for_other_labels_does_not_let_this_one_run() {
    in_a_process(&GUARDED, || {
        let events = record_side_effects().only(["another"]);
        assert_eq!(notes_of(origin), [""; 0]);
        drop(events);
        let events = record_side_effects().except(["guarded_mode"]);
        assert_eq!(notes_of(origin), [""; 0]);
        events.assert_nothing_fired();
    });
}

#[test]
fn a_guard_that_disables_wins_over_one_that_records() {
    in_a_process(&GUARDED, || {
        let recorded = record_side_effects();
        let disabled = disable_side_effects();
        assert_eq!(notes_of(origin), [""; 0]);
        assert_eq!(recorded, ["guarded_mode"]);
        assert_eq!(disabled, ["guarded_mode"]);
    });
}

#[test]
fn a_spawned_task_does_not_run_side_effects_on_any_thread() {
    in_a_process(&GUARDED, || {
        let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
        let events = record_side_effects();
        runtime.block_on(async { tokio::spawn(async_origin()).await.unwrap() });
        events.assert_no_failures();
        events.assert_nothing_fired();
    });
}

#[test]
fn handlers_of_guards_run_under_guards_of_both_kinds() {
    in_a_process(&GUARDED, || {
        let seen = |_: &Event<'_>| note("seen");
        let recorded = record_side_effects().on("guarded_mode", seen);
        assert_eq!(notes_of(origin), ["seen", "mailed"]);
        drop(recorded);
        let disabled = disable_side_effects().on("guarded_mode", seen);
        assert_eq!(notes_of(origin), ["seen"]);
        disabled.assert_no_failures();
    });
}

#[test]
fn set_test_mode_overrides_it() {
    in_a_process(&GUARDED, || {
        set_test_mode(false);
        assert_eq!(notes_of(origin), ["mailed"]);
        set_test_mode(true);
        let _events = record_side_effects();
        assert_eq!(notes_of(origin), [""; 0]);
    });
}
