//! What a recorder has heard so far.
#![allow(dead_code, reason = "no test binary needs all of it")]

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use metrics_util::CompositeKey;
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};

type Labels = Vec<(&'static str, String)>;

/// A snapshot takes what it shows out of the recorder: it is added up here, for all tests.
#[derive(Default)]
pub(crate) struct Series {
    counters: HashMap<CompositeKey, u64>,
    histograms: HashMap<CompositeKey, Vec<f64>>,
    units: BTreeMap<String, (String, String)>,
}

/// Shared by whoever records a duration. The recorder's buckets lose a value that is pushed to
/// them just while a snapshot, of whichever test, empties them.
static RECORDING: RwLock<()> = RwLock::new(());

struct LosesNothing(DebuggingRecorder);

impl Recorder for LosesNothing {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe_counter(key, unit, description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe_gauge(key, unit, description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe_histogram(key, unit, description);
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        self.0.register_counter(key, metadata)
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        self.0.register_gauge(key, metadata)
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        let histogram = self.0.register_histogram(key, metadata);
        Histogram::from_arc(Arc::new(Durations(histogram)))
    }
}

struct Durations(Histogram);

impl HistogramFn for Durations {
    fn record(&self, value: f64) {
        let _no_snapshot = RECORDING.read().unwrap_or_else(PoisonError::into_inner);
        self.0.record(value);
    }
}

static SERIES: Mutex<Option<Series>> = Mutex::new(None);

impl Series {
    /// Installs the recorder, for the whole process.
    pub(crate) fn install() {
        look(|_| ());
    }

    #[allow(clippy::mutable_key_type, reason = "nothing of a key changes")]
    fn take(&mut self, snapshotter: &Snapshotter) {
        let snapshot = {
            let _nobody_records = RECORDING.write().unwrap_or_else(PoisonError::into_inner);
            snapshotter.snapshot()
        };
        for (key, (unit, description, value)) in snapshot.into_hashmap() {
            let name = key.key().name().to_owned();
            if let (Some(unit), Some(description)) = (unit, description) {
                let described = (unit.as_str().to_owned(), description.to_string());
                self.units.insert(name, described);
            }
            match value {
                DebugValue::Counter(count) => *self.counters.entry(key).or_default() += count,
                DebugValue::Gauge(_) => {}
                DebugValue::Histogram(values) => {
                    let values = values.into_iter().map(f64::from);
                    self.histograms.entry(key).or_default().extend(values);
                }
            }
        }
    }
}

fn look<R>(look: impl FnOnce(&Series) -> R) -> R {
    static SNAPSHOTTER: OnceLock<Snapshotter> = OnceLock::new();
    let mut series = SERIES.lock().unwrap_or_else(PoisonError::into_inner);
    let snapshotter = SNAPSHOTTER.get_or_init(|| {
        let recorder = DebuggingRecorder::new();
        let snapshotter = recorder.snapshotter();
        metrics::set_global_recorder(LosesNothing(recorder)).unwrap();
        snapshotter
    });
    let series = series.get_or_insert_default();
    series.take(snapshotter);
    look(series)
}

fn label<'a>(key: &'a CompositeKey, name: &str) -> &'a str {
    let mut labels = key.key().labels();
    labels
        .find(|label| label.key() == name)
        .map_or("", |label| label.value())
}

/// The name of a function, without its modules.
fn last(path: &str) -> String {
    path.rsplit("::").next().unwrap().to_owned()
}

/// How often events of this label had which outcome, if they had it.
pub(crate) fn events(of: &str) -> BTreeMap<String, u64> {
    look(|series| {
        let mut events = BTreeMap::new();
        for (key, count) in &series.counters {
            if key.key().name() == "side_effects_events_total"
                && label(key, "label") == of
                && *count > 0
            {
                events.insert(label(key, "outcome").to_owned(), *count);
            }
        }
        events
    })
}

/// How often each handler of this label had which outcome, if it had it.
pub(crate) fn handlers(of: &str) -> BTreeMap<(String, String), u64> {
    look(|series| {
        let mut handlers = BTreeMap::new();
        for (key, count) in &series.counters {
            if key.key().name() == "side_effects_handlers_total"
                && label(key, "label") == of
                && *count > 0
            {
                let handler = last(label(key, "handler"));
                handlers.insert((handler, label(key, "outcome").to_owned()), *count);
            }
        }
        handlers
    })
}

/// How many runs of each handler of this label were timed.
pub(crate) fn durations(of: &str) -> BTreeMap<String, usize> {
    let values = values(of);
    values
        .into_iter()
        .map(|(handler, values)| (handler, values.len()))
        .collect()
}

/// How long each run of each handler of this label took.
pub(crate) fn values(of: &str) -> BTreeMap<String, Vec<f64>> {
    look(|series| {
        let mut durations = BTreeMap::new();
        for (key, values) in &series.histograms {
            if label(key, "label") == of && !values.is_empty() {
                assert_eq!(key.key().name(), "side_effects_handler_duration_seconds");
                durations.insert(last(label(key, "handler")), values.clone());
            }
        }
        durations
    })
}

/// What one counter counts, if it is there.
pub(crate) fn value_of(name: &str, labels: &Labels) -> Option<u64> {
    look(|series| {
        let is_it = |key: &&CompositeKey| {
            let its = key.key().labels().map(|label| (label.key(), label.value()));
            key.key().name() == name
                && its.eq(labels.iter().map(|(name, value)| (*name, value.as_str())))
        };
        let found = series.counters.keys().find(is_it)?;
        Some(series.counters[found])
    })
}

/// The unit and the description of each metric.
pub(crate) fn units() -> BTreeMap<String, (String, String)> {
    look(|series| series.units.clone())
}

pub(crate) fn fates(fates: &[(&str, u64)]) -> BTreeMap<String, u64> {
    fates
        .iter()
        .map(|(fate, count)| ((*fate).to_owned(), *count))
        .collect()
}

pub(crate) fn endings(endings: &[(&str, &str, u64)]) -> BTreeMap<(String, String), u64> {
    let pair = |(handler, ending, count): &(&str, &str, u64)| {
        (((*handler).to_owned(), (*ending).to_owned()), *count)
    };
    endings.iter().map(pair).collect()
}

pub(crate) fn times(times: &[(&str, usize)]) -> BTreeMap<String, usize> {
    times
        .iter()
        .map(|(handler, count)| ((*handler).to_owned(), *count))
        .collect()
}
