//! Under `manual()`, nothing starts by itself.

use side_effects::background;

use crate::log::logged;
use crate::polls::polls;
use crate::{alone, current_thread, place, remove};

#[test]
fn by_hand_nothing_starts_before_it_is_told_to() {
    alone(current_thread(), async {
        let (log, events) = logged();
        let events = events.manual();
        place("tea".into()).await.unwrap();
        remove("Bob");
        assert_eq!(background::pending(), 0);
        assert_eq!(log.take(), ["inline tea"]);
        let pending: Vec<_> = (events.pending().iter())
            .map(|pending| (pending.label(), pending.handler()))
            .collect();
        assert_eq!(
            pending,
            [
                ("placed", "background::confirm"),
                ("placed", "background::index"),
                ("removed", "background::unindex")
            ]
        );
        assert_eq!(events.run_pending().await, 3);
        assert_eq!(
            log.take(),
            ["confirmed tea 3", "indexed tea", "unindexed Bob"]
        );
        assert!(events.pending().is_empty());
        assert_eq!(events.run_pending().await, 0);
    });
}

#[test]
fn by_hand_needs_no_runtime() {
    let (log, events) = logged();
    let events = events.manual();
    remove("Bob");
    assert_eq!(polls(events.run_pending()), 1);
    assert_eq!(log.take(), ["unindexed Bob"]);
}
