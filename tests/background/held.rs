//! Events that a hold releases.

use side_effects::{Dep, background, has_side_effects, hold, hold_side_effects, is_side_effect_of};

use crate::log::{Log, logged};
use crate::polls::{drop_after, polls};
use crate::{LONG, alone, current_thread, place, remove, sorted};

#[test]
fn held_events_spawn_when_they_are_released() {
    alone(current_thread(), async {
        let (log, _events) = logged();
        hold(async {
            place("tea".into()).await?;
            remove("Bob");
            assert_eq!(background::pending(), 0);
            Ok::<_, String>(())
        })
        .await
        .unwrap();
        hold(async {
            remove("rolled back");
            Err::<(), _>(())
        })
        .await
        .unwrap_err();
        background::drain(LONG).await;
        assert_eq!(
            sorted(log.take()),
            [
                "confirmed tea 3",
                "indexed tea",
                "inline tea",
                "unindexed Bob"
            ]
        );
    });
}

#[test]
fn a_sync_release_hands_events_with_async_handlers_to_the_background() {
    alone(current_thread(), async {
        let (log, events) = logged();
        let held = hold_side_effects();
        place("tea".into()).await.unwrap();
        let released = held.release();
        assert_eq!(released.len(), 1);
        assert!(released.failures().is_empty());
        assert_eq!(
            events,
            ["placed"],
            "guards collect what is released, and at once"
        );
        assert!(log.take().is_empty());
        drop(held);
        background::drain(LONG).await;
        assert_eq!(
            sorted(log.take()),
            ["confirmed tea 3", "indexed tea", "inline tea"]
        );
    });
}

#[test]
fn a_clone_that_panics_fails_a_held_handler_once() {
    struct Bomb;
    impl Clone for Bomb {
        fn clone(&self) -> Self {
            panic!("boom")
        }
    }
    #[has_side_effects("held_bomb")]
    async fn bomb(bomb: &Bomb, other: u8) {
        let _ = (bomb, other);
    }
    #[is_side_effect_of("held_bomb", background)]
    async fn needs_it(_bomb: &Bomb) {
        unreachable!();
    }
    #[is_side_effect_of("held_bomb")]
    async fn needs_another(other: u8, log: Dep<Log>) {
        log.add(format!("other {other}"));
    }
    alone(current_thread(), async {
        let (log, events) = logged();
        hold(bomb(&Bomb, 3)).await;
        assert_eq!(log.take(), ["other 3"]);
        let failures = events.failures();
        assert_eq!(failures.len(), 1, "{failures:?}");
        assert_eq!(failures[0].error(), "panicked: boom");
        assert_eq!(background::pending(), 0);
    });
}

#[test]
fn a_hold_whose_future_is_dropped_while_it_releases_loses_but_what_was_running() {
    async fn block() -> Result<(), String> {
        for order in ["one", "two", "three"] {
            place(order.into()).await?;
        }
        Ok(())
    }
    alone(current_thread(), async {
        let (log, events) = logged();
        let in_block = polls(side_effects::Hold::new().wrap(block()));
        let whole = polls(hold(block()));
        assert_eq!(
            whole,
            in_block + 3,
            "each has an inline handler that waits once"
        );
        background::drain(LONG).await;
        log.take();
        events.clear();
        for count in in_block..whole {
            drop_after(count, hold(block()));
            let drained = background::drain(LONG).await;
            assert_eq!(drained.abandoned, 0);
            let expected: Vec<_> = (["one", "two", "three"].iter())
                .flat_map(|order| {
                    let length = order.len();
                    [
                        format!("confirmed {order} {length}"),
                        format!("indexed {order}"),
                        format!("inline {order}"),
                    ]
                })
                .collect();
            assert_eq!(
                sorted(log.take()),
                sorted(expected),
                "dropped after {count} polls"
            );
            assert_eq!(events, ["placed"; 3]);
            events.clear();
        }
    });
}
