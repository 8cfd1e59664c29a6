//! What is counted and timed, exactly.
//!
//! One recorder is installed for the whole binary, since background handlers run on other threads.
//! Labels are unique, so that each test looks at its own series.

#[path = "../common/series.rs"]
mod series;

#[path = "../../../common/polls.rs"]
#[allow(dead_code, reason = "none is counted")]
mod polls;

mod background;
mod durable;
mod held;
mod inline;
mod side_by_side;

use side_effects::register;
use tokio::runtime::{Builder, Runtime};

use series::{Series, durations, events, handlers};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().unwrap()
}

/// The whole of what is counted of a label.
#[track_caller]
fn assert_counted(label: &str, fates: &[(&str, u64)], endings: &[(&str, &str, u64)]) {
    assert_eq!(events(label), series::fates(fates), "events of {label}");
    assert_eq!(
        handlers(label),
        series::endings(endings),
        "handlers of {label}"
    );
}

/// All series of a label are there, before anything fires.
#[test]
fn they_begin_with_zero() {
    Series::install();
    register(
        "begins_with_zero",
        "a closure",
        |_: &side_effects::Event<'_>| {},
    )
    .leak();
    side_effects::describe_metrics();
    let labels = |outcome: &str| {
        vec![
            ("label", "begins_with_zero".to_owned()),
            ("outcome", outcome.to_owned()),
        ]
    };
    let mut begun = Vec::new();
    for outcome in ["fired", "suppressed", "held", "discarded"] {
        begun.push(("side_effects_events_total", labels(outcome)));
    }
    for outcome in [
        "ok",
        "failed",
        "panicked",
        "mismatched",
        "cut_off",
        "abandoned",
    ] {
        let mut labels = labels(outcome);
        labels.insert(1, ("handler", "a closure".to_owned()));
        begun.push(("side_effects_handlers_total", labels));
    }
    for (name, labels) in begun {
        assert_eq!(
            series::value_of(name, &labels),
            Some(0),
            "{name} {labels:?}"
        );
    }
    assert_counted("begins_with_zero", &[], &[]);
}

#[test]
fn each_metric_is_described_with_its_unit() {
    Series::install();
    side_effects::describe_metrics();
    side_effects::fire!("described");
    register("described", "a closure", |_: &side_effects::Event<'_>| {}).leak();
    side_effects::fire!("described");
    let units = series::units();
    let unit = |name: &str| units[name].0.clone();
    assert_eq!(unit("side_effects_events_total"), "count");
    assert_eq!(unit("side_effects_handlers_total"), "count");
    assert_eq!(unit("side_effects_handler_duration_seconds"), "seconds");
    assert_eq!(unit("side_effects_background_pending"), "count");
    assert!(
        units
            .values()
            .all(|(_, description)| description.ends_with('.'))
    );
}
