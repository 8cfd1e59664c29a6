//! What starts in the background, and what it meets there.

use side_effects::{
    Dep, Event, background, disable_side_effects, fire, has_side_effects, hold_side_effects,
    is_side_effect_of,
};
use tokio::task::yield_now;

use crate::log::{Log, logged};
use crate::{LONG, ONE_AT_A_TIME, alone, current_thread, multi_thread, place, remove, sorted};

#[has_side_effects("renamed", typed)]
fn rename(name: String) {
    drop(name);
}

#[is_side_effect_of(origin = rename, background)]
async fn reindex(name: &str, log: Dep<Log>) {
    log.add(format!("reindexed {name}"));
}

#[test]
fn a_sync_origin_can_be_named_by_an_async_handler() {
    alone(current_thread(), async {
        let (log, _events) = logged();
        rename("tea".into());
        background::drain(LONG).await;
        assert_eq!(log.take(), ["reindexed tea"]);
    });
}

#[test]
fn an_async_origin_does_not_wait() {
    for runtime in [current_thread(), multi_thread()] {
        alone(runtime, async {
            let (log, events) = logged();
            assert_eq!(place("tea".into()).await, Ok(3));
            place(String::new()).await.unwrap_err();
            let drained = background::drain(LONG).await;
            assert_eq!((drained.finished, drained.abandoned), (2, 0));
            assert_eq!(
                sorted(log.take()),
                ["confirmed tea 3", "indexed tea", "inline tea"]
            );
            assert_eq!(events, ["placed"]);
        });
    }
}

#[test]
fn a_sync_origin_has_async_handlers_in_the_background() {
    alone(current_thread(), async {
        let (log, _events) = logged();
        remove("Bob");
        assert_eq!(background::pending(), 1);
        assert!(log.take().is_empty(), "it was only spawned");
        background::drain(LONG).await;
        assert_eq!(log.take(), ["unindexed Bob"]);
    });
}

#[test]
fn they_are_spawned_in_their_order() {
    #[has_side_effects("ordered")]
    fn ordered() {}
    #[is_side_effect_of("ordered", background, order = 2)]
    async fn a_last(log: Dep<Log>) {
        log.add("last");
    }
    #[is_side_effect_of("ordered", background, order = -1)]
    async fn z_first(log: Dep<Log>) {
        log.add("first");
    }
    #[is_side_effect_of("ordered", order = 1)]
    fn between(log: Dep<Log>) {
        log.add("inline");
    }
    alone(current_thread(), async {
        let (log, _events) = logged();
        ordered();
        background::drain(LONG).await;
        assert_eq!(log.take(), ["inline", "first", "last"]);
    });
}

#[test]
fn outside_a_runtime_it_is_an_error_of_the_handler() {
    let _lock = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|error| error.into_inner());
    let (log, events) = logged();
    remove("Bob");
    let failures = events.failures();
    assert_eq!(failures.len(), 1);
    assert!(failures[0].handler().ends_with("::unindex"));
    assert_eq!(
        failures[0].error(),
        "it runs in the background, and there is no Tokio runtime here: fire its event in one, or \
         name one with `side_effects::background::install(handle)`"
    );
    assert!(log.take().is_empty());
    assert_eq!(background::pending(), 0);
}

#[test]
fn failures_and_panics_harm_nobody_else_and_reach_the_guard() {
    #[has_side_effects("failing")]
    fn failing() {}
    #[is_side_effect_of("failing", background)]
    async fn fails() -> Result<(), &'static str> {
        Err("no")
    }
    #[is_side_effect_of("failing", background)]
    async fn panics() {
        yield_now().await;
        panic!("boom");
    }
    #[is_side_effect_of("failing", background)]
    fn panics_on_its_thread() {
        panic!("bang");
    }
    alone(current_thread(), async {
        let (_log, events) = logged();
        failing();
        let drained = background::drain(LONG).await;
        assert_eq!((drained.finished, drained.abandoned), (3, 0));
        let failures = events.failures();
        let texts = failures.iter().map(|failure| failure.error().to_owned());
        assert_eq!(
            sorted(texts.collect()),
            ["no", "panicked: bang", "panicked: boom"]
        );
    });
}

#[test]
fn what_they_fire_is_seen_by_the_guards_of_the_origin_and_held_by_no_hold() {
    #[has_side_effects("outer_event")]
    fn outer() {}
    #[is_side_effect_of("outer_event", background)]
    async fn fires_another() {
        yield_now().await;
        fire!("nested_event");
    }
    alone(multi_thread(), async {
        let (_log, events) = logged();
        outer();
        let held = hold_side_effects();
        background::drain(LONG).await;
        assert_eq!(events, ["outer_event", "nested_event"]);
        assert!(held.is_empty());
    });
    alone(current_thread(), async {
        let (_log, events) = logged();
        outer();
        let held = hold_side_effects();
        background::drain(LONG).await;
        assert_eq!(events, ["outer_event", "nested_event"]);
        assert!(
            held.is_empty(),
            "a task is not in the hold of the thread it runs on"
        );
    });
}

#[test]
fn suppressed_events_spawn_nothing() {
    alone(current_thread(), async {
        let events = disable_side_effects();
        place("tea".into()).await.unwrap();
        remove("Bob");
        assert_eq!(background::pending(), 0);
        assert_eq!(events, ["placed", "removed"]);
    });
}

#[test]
fn a_handler_that_takes_the_event_gets_what_can_be_copied() {
    struct NotClone;
    #[has_side_effects("whole_event")]
    fn whole(name: &str, connection: &NotClone) {
        let _ = (name, connection);
    }
    #[is_side_effect_of("whole_event", background)]
    async fn takes_it(event: &Event<'_>, log: Dep<Log>) {
        yield_now().await;
        log.add(event.arg::<str>("name").unwrap());
        log.add(
            event
                .try_arg::<NotClone>("connection")
                .err()
                .unwrap()
                .to_string(),
        );
    }
    alone(multi_thread(), async {
        let (log, _events) = logged();
        whole("Ada", &NotClone);
        background::drain(LONG).await;
        let texts = log.take();
        assert_eq!(texts[0], "Ada");
        assert!(texts[1].contains("has no `Clone`"), "{}", texts[1]);
    });
}
