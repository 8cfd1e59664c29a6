//! Recorders that come and go.

use metrics::with_local_recorder;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects("local")]
fn origin() {}

#[is_side_effect_of("local")]
fn runs() {}

/// What the recorder was told: name, whether it is described, and the count.
fn told(recorder: &DebuggingRecorder) -> Vec<(String, bool, Option<u64>)> {
    let told = recorder.snapshotter().snapshot().into_vec();
    let mut told: Vec<_> = told
        .into_iter()
        .map(|(key, unit, description, value)| {
            let count = match value {
                DebugValue::Counter(count) => Some(count),
                DebugValue::Gauge(_) | DebugValue::Histogram(_) => None,
            };
            let is_described = unit.is_some() && description.is_some();
            (key.key().name().to_owned(), is_described, count)
        })
        .collect();
    told.sort();
    told
}

#[test]
fn each_is_told_what_happens_in_its_time_and_in_which_unit() {
    let (first, second) = (DebuggingRecorder::new(), DebuggingRecorder::new());
    origin(); // for nobody
    let once = [
        ("side_effects_events_total".to_owned(), true, Some(1)),
        (
            "side_effects_handler_duration_seconds".to_owned(),
            true,
            None,
        ),
        ("side_effects_handlers_total".to_owned(), true, Some(1)),
    ];
    with_local_recorder(&first, origin);
    with_local_recorder(&second, origin);
    assert_eq!(told(&first), once);
    assert_eq!(told(&second), once);
    origin();
    assert!(
        told(&first)
            .iter()
            .all(|(_, _, count)| count.is_none_or(|count| count == 0))
    );
}
