//! What is counted, for Prometheus.

use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use side_effects::describe_metrics;

/// Where durations are told apart, in seconds: from an append to a file to a mail server that is
/// away.
const BUCKETS: [f64; 6] = [0.0001, 0.001, 0.01, 0.1, 1.0, 10.0];

/// Installs the recorder, and returns what renders it.
///
/// # Errors
///
/// If there is one already.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    let durations = Matcher::Suffix("_duration_seconds".into());
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(durations, &BUCKETS)?
        .install_recorder()?;
    // All series with 0: one that appears with its first failure alerts nobody.
    describe_metrics();
    Ok(handle)
}

/// Keeps what is recorded small while nobody scrapes: a task that never ends.
pub(crate) async fn keep_up(handle: PrometheusHandle) {
    let mut ticks = tokio::time::interval(Duration::from_secs(5));
    loop {
        ticks.tick().await;
        handle.run_upkeep();
    }
}
