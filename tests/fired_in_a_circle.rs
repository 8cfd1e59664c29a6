//! An origin and a handler that fire each other went on until the stack was gone.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};

use parking_lot::Mutex;
use side_effects::{
    Event, disable_side_effects, fire, has_side_effects, is_side_effect_of, record_side_effects,
    register,
};

#[has_side_effects("circle/saved")]
fn save(times: &AtomicUsize) {
    times.fetch_add(1, Ordering::Relaxed);
}

#[is_side_effect_of("circle/saved")]
fn index(times: &AtomicUsize) {
    reindex(times);
}

#[has_side_effects("circle/indexed")]
fn reindex(_times: &AtomicUsize) {}

#[is_side_effect_of("circle/indexed")]
fn touch(_times: &AtomicUsize) {
    save(_times);
}

#[test]
fn two_that_fire_each_other_are_stopped_and_the_error_shows_who() {
    let (events, times) = (record_side_effects(), AtomicUsize::new(0));
    save(&times);
    assert_eq!(times.load(Ordering::Relaxed), 33);
    assert_eq!(events.len(), 65);
    let failures = events.failures();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].label(), "circle/saved");
    assert!(failures[0].handler().ends_with("::index"));
    assert!(
        (failures[0].error()).contains(
            "… → `circle/indexed` → `circle/saved` → `circle/indexed` → `circle/saved` → \
             `circle/indexed` → `circle/saved`. Do two of them fire each other?"
        ),
        "{}",
        failures[0].error()
    );
}

#[test]
fn it_is_stopped_as_well_where_nobody_looks_and_the_next_event_is_free_again() {
    for _ in 0..3 {
        let times = AtomicUsize::new(0);
        save(&times);
        assert_eq!(times.load(Ordering::Relaxed), 33);
    }
}

#[has_side_effects("circle/async")]
async fn refresh(times: &AtomicUsize) {
    times.fetch_add(1, Ordering::Relaxed);
}

#[is_side_effect_of("circle/async")]
async fn again(times: &AtomicUsize) {
    tokio::task::yield_now().await;
    let boxed: Pin<Box<dyn Future<Output = ()> + Send + '_>> = Box::pin(refresh(times));
    boxed.await;
}

#[tokio::test]
async fn a_task_is_stopped_too() {
    let (events, times) = (record_side_effects(), AtomicUsize::new(0));
    refresh(&times).await;
    assert_eq!(times.load(Ordering::Relaxed), 65);
    assert_eq!(events.failures().len(), 1);
}

#[has_side_effects("circle/recursion")]
fn descend(depth: u32) -> u32 {
    if depth == 0 {
        0
    } else {
        descend(depth - 1) + 1
    }
}

#[is_side_effect_of("circle/recursion")]
fn landed(_depth: u32) {}

#[test]
fn a_body_may_call_itself_as_often_as_it_likes() {
    let events = record_side_effects();
    assert_eq!(descend(1000), 1000);
    events.assert_fired_times("circle/recursion", 1001);
    events.assert_no_failures();
}

#[test]
fn a_handler_that_panics_out_of_its_origin_leaves_the_depth_as_it_was() {
    #[is_side_effect_of("circle/deep")]
    fn deeper(left: &u32) {
        if *left > 0 {
            fire!("circle/deep", left = left - 1);
        } else {
            panic!("at the bottom");
        }
    }
    for _ in 0..5 {
        let events = record_side_effects();
        fire!("circle/deep", left = 63_u32);
        let failures = events.failures();
        assert_eq!(failures.len(), 1);
        assert!(
            failures[0].error().contains("at the bottom"),
            "{failures:?}"
        );
    }
}

#[test]
fn handlers_registered_at_run_time_are_stopped_too() {
    let events = record_side_effects();
    let _again = register("circle/registered", "again", |_: &Event<'_>| {
        fire!("circle/registered");
    });
    fire!("circle/registered");
    events.assert_fired_times("circle/registered", 65);
    let failures = events.failures();
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0].handler(), "again");
    drop(events);
    let suppressed = disable_side_effects();
    fire!("circle/registered");
    assert_eq!(suppressed.len(), 1);
}

type Polled = Mutex<Pin<Box<dyn Future<Output = ()> + Send>>>;

#[has_side_effects("circle/waits")]
async fn waits() {}

#[is_side_effect_of("circle/waits")]
async fn waiting() {
    tokio::task::yield_now().await;
}

#[is_side_effect_of("circle/waits", order = 1)]
async fn not_started() {}

#[is_side_effect_of("circle/polls")]
fn poll_at_the_bottom(left: &u32, polled: &Polled) {
    if *left > 0 {
        fire!("circle/polls", left = left - 1, polled);
    } else {
        let mut context = Context::from_waker(Waker::noop());
        assert!(polled.lock().as_mut().poll(&mut context).is_ready());
    }
}

#[test]
fn handlers_that_are_polled_too_deep_are_stopped_and_those_after_them() {
    let events = record_side_effects();
    let polled: Polled = Mutex::new(Box::pin(waits()));
    let mut context = Context::from_waker(Waker::noop());
    assert!(polled.lock().as_mut().poll(&mut context).is_pending());
    fire!("circle/polls", left = 63_u32, polled = &polled);
    let failures = events.failures();
    let handlers: Vec<_> = failures.iter().map(|failure| failure.handler()).collect();
    assert_eq!(
        handlers,
        [
            "fired_in_a_circle::waiting",
            "fired_in_a_circle::not_started"
        ]
    );
    assert!(
        failures[0].error().contains("`circle/waits`"),
        "{failures:?}"
    );
}
