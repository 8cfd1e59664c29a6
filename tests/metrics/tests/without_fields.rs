//! A recorder that has no fields, as the facade's own has none.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use metrics::{
    Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use side_effects::{has_side_effects, is_side_effect_of};

static COUNTED: AtomicU64 = AtomicU64::new(0);

struct WithoutFields;

impl CounterFn for WithoutFields {
    fn increment(&self, value: u64) {
        COUNTED.fetch_add(value, Ordering::Relaxed);
    }

    fn absolute(&self, _: u64) {}
}

impl Recorder for WithoutFields {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::new(Self))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[has_side_effects("without_fields")]
fn origin() {}

#[is_side_effect_of("without_fields")]
fn runs() {}

#[test]
fn a_recorder_without_fields_is_not_taken_for_none() {
    origin();
    assert_eq!(COUNTED.load(Ordering::Relaxed), 0);
    metrics::set_global_recorder(WithoutFields).unwrap();
    origin();
    assert_eq!(COUNTED.load(Ordering::Relaxed), 2, "an event and a handler");
}
