//! A parameter that is not written as a reference gets a clone; the event is no
//! exception.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use side_effects::{Event, has_side_effects, is_side_effect_of};

static SEEN: AtomicUsize = AtomicUsize::new(0);

#[has_side_effects("event_by_value")]
fn save(_document: &str) {}

#[is_side_effect_of("event_by_value")]
fn count(event: Event<'_>) {
    let document = event.arg::<str>("document").unwrap();
    SEEN.fetch_add(document.len(), Relaxed);
}

#[test]
fn a_handler_may_take_the_event_by_value() {
    save("seven!!");
    assert_eq!(SEEN.load(Relaxed), 7);
}
