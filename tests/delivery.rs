//! How a run came about, as handlers of every kind see it.

#[path = "common/log.rs"]
mod log;

use std::collections::HashSet;

use side_effects::{
    Delivery, Dep, Event, Hold, How, has_side_effects, is_side_effect_of, record_side_effects,
};

use crate::log::{Log, logged};

#[has_side_effects("sync")]
fn place(id: u32) {
    let _ = id;
}

#[has_side_effects("async")]
async fn place_async(id: u32) {
    let _ = id;
}

fn seen(delivery: &Delivery) -> String {
    format!(
        "{:?} {} {}",
        delivery.how(),
        delivery.attempt(),
        delivery.key()
    )
}

#[is_side_effect_of("sync", "async")]
fn by_value(id: u32, delivery: Delivery, log: Dep<Log>) {
    let _ = id;
    log.add(seen(&delivery));
}

#[is_side_effect_of("sync", "async")]
fn by_reference(delivery: &Delivery, event: &Event<'_>, log: Dep<Log>) {
    let _ = event;
    log.add(seen(delivery));
}

#[is_side_effect_of("async")]
async fn by_reference_async(log: Dep<Log>, delivery: &Delivery, id: &u32) {
    tokio::task::yield_now().await;
    assert_eq!(*id, 7);
    log.add(seen(delivery));
}

#[is_side_effect_of("async")]
async fn by_value_async(log: Dep<Log>, delivery: side_effects::Delivery) {
    tokio::task::yield_now().await;
    log.add(seen(&delivery));
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
}

/// Every entry is of this kind and of attempt 1, and has a key of its own.
fn assert_all(log: &Log, how: How, count: usize) {
    let entries = log.take();
    let start = format!("{how:?} 1 ");
    let keys: HashSet<_> = entries
        .iter()
        .map(|entry| {
            entry
                .strip_prefix(&start)
                .unwrap_or_else(|| panic!("{entry}"))
        })
        .collect();
    assert_eq!((entries.len(), keys.len()), (count, count), "{entries:?}");
    for key in keys {
        assert_eq!(key.len(), 32);
        assert!(key.chars().all(|c| c.is_ascii_hexdigit()));
    }
}

#[test]
fn handlers_of_a_sync_origin_run_inline() {
    let (log, _events) = logged();
    place(7);
    assert_all(&log, How::Inline, 2);
}

#[test]
fn handlers_of_an_async_origin_run_inline() {
    let (log, _events) = logged();
    runtime().block_on(place_async(7));
    assert_all(&log, How::Inline, 4);
}

#[test]
fn handlers_of_a_held_event_know_that_it_was_held() {
    let (log, _events) = logged();
    let hold = Hold::new();
    hold.run(|| place(7));
    hold.release();
    assert_all(&log, How::Held, 2);
    runtime().block_on(async {
        hold.wrap(place_async(7)).await;
        hold.release_async().await;
    });
    assert_all(&log, How::Held, 4);
}

#[cfg(feature = "tokio")]
mod background {
    use super::*;

    #[has_side_effects("background")]
    fn place(id: u32) {
        let _ = id;
    }

    #[is_side_effect_of("background", background)]
    fn sync(delivery: &Delivery, log: Dep<Log>) {
        log.add(seen(delivery));
    }

    #[is_side_effect_of("background", background)]
    async fn later(delivery: &Delivery, log: Dep<Log>) {
        tokio::task::yield_now().await;
        log.add(seen(delivery));
    }

    #[test]
    fn handlers_in_the_background_know_it_even_if_their_event_was_held() {
        let log = Log::default();
        let events = record_side_effects().provide(log.clone()).manual();
        place(7);
        let hold = Hold::new();
        hold.run(|| place(8));
        hold.release();
        runtime().block_on(events.run_pending());
        assert_all(&log, How::Background, 4);
    }
}

/// A type of the application's that has the name.
mod parcels {
    use super::*;

    #[derive(Debug, Clone)]
    pub(super) struct Delivery {
        pub(super) parcel: u32,
    }

    #[has_side_effects("parcel")]
    pub(super) async fn ship(delivery: Delivery) {
        let _ = delivery.parcel;
    }

    #[is_side_effect_of("parcel")]
    fn shipped(delivery: &Delivery, log: Dep<Log>) {
        log.add(format!("parcel {}", delivery.parcel));
    }

    #[is_side_effect_of("parcel", order = 1)]
    async fn shipped_async(delivery: &Delivery, how: &side_effects::Delivery, log: Dep<Log>) {
        tokio::task::yield_now().await;
        log.add(format!("parcel {} {:?}", delivery.parcel, how.how()));
    }
}

#[test]
fn a_type_of_the_same_name_is_a_value_like_any_other() {
    let (log, _events) = logged();
    runtime().block_on(parcels::ship(parcels::Delivery { parcel: 7 }));
    assert_eq!(log.take(), ["parcel 7", "parcel 7 Inline"]);
}

#[test]
fn a_delivery_can_be_kept_and_compared() {
    fn takes(_: impl Send + Sync + Clone + 'static) {}
    let events = record_side_effects();
    drop(events);
    let _: fn(Delivery) = takes;
}
