//! What Prometheus reads, over HTTP, and what the guide tells it to ask.

#[path = "common/scrape.rs"]
mod scrape;

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use scrape::Scrape;
use side_effects::{has_side_effects, is_side_effect_of};
use side_effects_river::River;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const GUIDE: &str = include_str!("../../../docs/guide/metrics.md");

#[has_side_effects("scraped")]
async fn place_order(succeeds: bool) -> Result<(), ()> {
    if succeeds { Ok(()) } else { Err(()) }
}

#[is_side_effect_of("scraped")]
async fn confirms() {}

#[is_side_effect_of("scraped")]
fn fails() -> Result<(), &'static str> {
    Err("no route")
}

#[is_side_effect_of("scraped", durable(queue = "mail"))]
fn waits_for_a_worker() {}

/// One that was free a moment ago: the exporter takes no 0.
fn free_port() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}

/// Asks the exporter as Prometheus does.
async fn get(address: SocketAddr) -> String {
    let begun = Instant::now();
    let mut stream = loop {
        match TcpStream::connect(address).await {
            Ok(stream) => break stream,
            Err(error) => assert!(begun.elapsed() < Duration::from_secs(30), "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    let request = format!("GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    let head = head.to_ascii_lowercase();
    assert!(head.contains("content-type: text/plain"), "{head}");
    assert!(
        head.contains(&format!("content-length: {}", body.len())),
        "{head}"
    );
    body.to_owned()
}

/// Installs the exporter, makes everything happen once, and scrapes it.
async fn scrape() -> Scrape {
    let address = free_port();
    let duration = Matcher::Full("side_effects_handler_duration_seconds".into());
    PrometheusBuilder::new()
        .with_http_listener(address)
        .set_buckets_for_metric(duration, &[0.1, 10.0])
        .unwrap()
        .install()
        .unwrap();
    side_effects::describe_metrics();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let river = River::sqlite(path.to_str().unwrap()).await.unwrap();
    river.install();
    place_order(true).await.unwrap();
    place_order(true).await.unwrap();
    place_order(false).await.unwrap_err();
    river.jobs().report_metrics().await.unwrap();
    Scrape::parse(&get(address).await)
}

#[tokio::test]
async fn what_prometheus_reads_is_what_has_happened_and_what_the_guide_asks_for() {
    let scrape = scrape().await;
    let event = |outcome| {
        let labels = [("label", "scraped"), ("outcome", outcome)];
        scrape.value("side_effects_events_total", &labels)
    };
    assert_eq!(event("fired"), Some(2.));
    assert_eq!(event("held"), Some(0.));
    let handler = |handler, outcome| {
        let labels = [
            ("label", "scraped"),
            ("handler", handler),
            ("outcome", outcome),
        ];
        scrape.value("side_effects_handlers_total", &labels)
    };
    assert_eq!(handler("scraped::confirms", "ok"), Some(2.));
    assert_eq!(handler("scraped::confirms", "failed"), Some(0.));
    assert_eq!(handler("scraped::fails", "ok"), Some(0.));
    assert_eq!(handler("scraped::fails", "failed"), Some(2.));
    assert_eq!(handler("scraped::waits_for_a_worker", "ok"), Some(0.));
    let bucket = |le| {
        let labels = [
            ("label", "scraped"),
            ("handler", "scraped::confirms"),
            ("le", le),
        ];
        scrape.value("side_effects_handler_duration_seconds_bucket", &labels)
    };
    assert_eq!(bucket("+Inf"), Some(2.));
    assert_eq!(
        scrape.value("side_effects_background_pending", &[]),
        Some(0.)
    );
    let jobs = [("queue", "mail"), ("state", "available")];
    assert_eq!(scrape.value("side_effects_river_jobs", &jobs), Some(2.));

    for (metric, kind) in [
        ("side_effects_events_total", "counter"),
        ("side_effects_handlers_total", "counter"),
        ("side_effects_handler_duration_seconds", "histogram"),
        ("side_effects_background_pending", "gauge"),
        ("side_effects_river_jobs", "gauge"),
        ("side_effects_river_oldest_due_job_age_seconds", "gauge"),
    ] {
        assert_eq!(scrape.types[metric], kind, "{metric}");
        assert!(scrape.help[metric].ends_with('.'), "{metric}");
        assert!(
            GUIDE.contains(&format!("| `{metric}` | {kind} |")),
            "{metric}"
        );
    }
    assert_eq!(scrape.types.len(), 6, "the guide has them all");

    let queries = blocks("promql");
    assert_eq!(queries.len(), 4);
    for query in &queries {
        check(query, &scrape);
    }
    let rules = blocks("yaml");
    assert_eq!(rules.len(), 1);
    let alerts = rules[0].split("- alert: ").skip(1);
    let alerts: Vec<_> = alerts.map(|alert| check(alert, &scrape)).collect();
    assert_eq!(alerts.len(), 5);
}

/// The fenced blocks of the guide in this language.
fn blocks(language: &str) -> Vec<String> {
    let (mut blocks, mut inside) = (Vec::new(), None);
    for line in GUIDE.lines() {
        match (&mut inside, line.strip_prefix("```")) {
            (None, Some(fence)) => inside = Some((fence == language, String::new())),
            (Some((is_it, block)), Some("")) => {
                if *is_it {
                    blocks.push(std::mem::take(block));
                }
                inside = None;
            }
            (Some((_, block)), _) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// What a query or a rule names has to be there: its one metric, its labels, and their values.
fn check(query: &str, scrape: &Scrape) {
    let words = |text: &str| {
        let words = text.split(|char: char| !char.is_alphanumeric() && char != '_');
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let all = words(query);
    let metrics: BTreeSet<_> = all
        .iter()
        .filter(|word| word.starts_with("side_effects_"))
        .collect();
    let [metric] = metrics.into_iter().collect::<Vec<_>>()[..] else {
        panic!("of one metric: {query}");
    };
    let there = scrape
        .labels(metric)
        .unwrap_or_else(|| panic!("there is no {metric}: {query}"));

    let between = |open: &str, close: char| {
        let parts = query.split(open).skip(1);
        parts
            .map(move |part| part.split(close).next().unwrap())
            .collect::<Vec<_>>()
    };
    let mut labels: Vec<_> = between("by (", ')').into_iter().flat_map(words).collect();
    for matcher in between(&format!("{metric}{{"), '}') {
        let (label, values) = matcher.split_once('=').unwrap();
        labels.push(label.to_owned());
        for value in words(values) {
            let mut samples = scrape
                .samples
                .iter()
                .filter(|sample| sample.name == *metric);
            let is_there = samples.any(|sample| sample.labels.get(label) == Some(&value));
            assert!(is_there, "{metric} has no {label}={value:?}: {query}");
        }
    }
    labels.extend(between("$labels.", ' ').into_iter().map(str::to_owned));
    for label in labels {
        assert!(
            there.contains(&*label),
            "{metric} has no label {label}: {query}"
        );
    }
}
