//! Whoever listens to `tracing` may have side effects, too.

#[path = "common/child.rs"]
mod child;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use child::in_a_process;
use side_effects::{has_side_effects, is_side_effect_of, record_side_effects};
use tracing::span::{Attributes, Id, Record};
use tracing::{Level, Metadata, Subscriber};

#[has_side_effects("alerted")]
fn alert() {
    ALERTS.fetch_add(1, Ordering::Relaxed);
}

static ALERTS: AtomicUsize = AtomicUsize::new(0);

/// Raises an alert for each warning and error.
struct Alerting;

impl Subscriber for Alerting {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &tracing::Event<'_>) {
        alert();
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[has_side_effects("done")]
fn origin() {}

#[is_side_effect_of("done")]
fn fails() -> Result<(), &'static str> {
    Err("no")
}

/// The alerts that a first call of `origin` raises, if it comes to an end.
fn alerts() -> usize {
    tracing::subscriber::set_global_default(Alerting).expect("no other subscriber");
    let (done, ended) = mpsc::channel();
    thread::spawn(move || {
        // Events are shown to guards, as they are in tests.
        let _events = record_side_effects();
        origin();
        done.send(()).expect("the test waits for it");
    });
    let in_time = ended.recv_timeout(Duration::from_secs(20));
    in_time.expect("firing while a warning is told does not wait for itself");
    ALERTS.load(Ordering::Relaxed)
}

#[test]
fn a_warning_of_the_kill_switch_may_fire() {
    in_a_process(&[("SIDE_EFFECTS_TEST_MODE", "flase")], || {
        assert_eq!(
            alerts(),
            2,
            "of the spelling, and of the first suppressed event"
        );
    });
}

#[test]
fn a_failure_may_fire() {
    in_a_process(&[], || assert_eq!(alerts(), 1));
}
