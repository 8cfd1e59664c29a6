//! The span of an async handler covers every poll, and only that.

use std::fmt::Write as _;
use std::sync::Arc;

use futures_util::FutureExt;
use parking_lot::Mutex;
use side_effects::{has_side_effects, is_side_effect_of};
use tokio::task::yield_now;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber, info};

/// Writes down what happens, in order.
#[derive(Clone, Default)]
struct Recorder {
    lines: Arc<Mutex<Vec<String>>>,
    names: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    fn write(&self, line: String) {
        self.lines.lock().push(line);
    }

    fn name(&self, id: &Id) -> String {
        self.names.lock()[usize::try_from(id.into_u64()).unwrap() - 1].clone()
    }
}

/// The fields of a span or an event, as `name=value`.
#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        span.record(&mut fields);
        let metadata = span.metadata();
        self.write(format!(
            "new {} {} {}{}",
            metadata.target(),
            metadata.level(),
            metadata.name(),
            fields.0
        ));
        let name = fields
            .0
            .rsplit("::")
            .next()
            .unwrap()
            .trim_matches('"')
            .to_owned();
        let mut names = self.names.lock();
        names.push(name);
        Id::from_u64(names.len() as u64)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.write(format!("{}{}", event.metadata().level(), fields.0));
    }

    fn enter(&self, id: &Id) {
        self.write(format!("enter {}", self.name(id)));
    }

    fn exit(&self, id: &Id) {
        self.write(format!("exit {}", self.name(id)));
    }
}

#[has_side_effects("spans")]
async fn origin(panics: bool) {
    yield_now().await;
    info!(panics, "body");
}

#[is_side_effect_of("spans")]
async fn first(panics: bool) {
    info!("one");
    yield_now().await;
    info!("three");
    assert!(!panics, "as told");
}

#[is_side_effect_of("spans")]
async fn second() -> Result<(), &'static str> {
    info!("two");
    yield_now().await;
    Err("as told")
}

const BEFORE: [&str; 12] = [
    r"INFO message=body panics=false",
    r#"DEBUG message=fired label="spans" origin="async_spans::origin""#,
    r#"new side_effects DEBUG side_effect label="spans" handler="async_spans::first""#,
    "enter first",
    "INFO message=one",
    "exit first",
    r#"new side_effects DEBUG side_effect label="spans" handler="async_spans::second""#,
    "enter second",
    "INFO message=two",
    "exit second",
    "enter first",
    "INFO message=three",
];

#[test]
fn every_poll_is_in_the_span_of_its_handler_and_nothing_else_is() {
    let recorder = Recorder::default();
    let lines = Arc::clone(&recorder.lines);
    tracing::subscriber::with_default(recorder, || {
        let mut future = Box::pin(origin(false));
        // The body waits once, the handlers once.
        assert!((&mut future).now_or_never().is_none());
        assert!((&mut future).now_or_never().is_none());
        lines.lock().push("between polls".into());
        assert!((&mut future).now_or_never().is_some());
    });
    let mut expected = BEFORE.map(str::to_owned).to_vec();
    expected.insert(10, "between polls".into());
    expected.extend(
        [
            "exit first",
            "enter second",
            "exit second",
            r#"ERROR message=side effect failed label="spans" handler="async_spans::second" error=as told"#,
        ]
        .map(str::to_owned),
    );
    assert_eq!(*lines.lock(), expected);
}

#[test]
fn a_panic_leaves_the_span() {
    let recorder = Recorder::default();
    let lines = Arc::clone(&recorder.lines);
    tracing::subscriber::with_default(recorder, || {
        let mut future = Box::pin(origin(true));
        while (&mut future).now_or_never().is_none() {}
        info!("outside");
    });
    let lines = lines.lock();
    let three = lines
        .iter()
        .position(|line| line == "INFO message=three")
        .unwrap();
    assert_eq!(lines[three + 1], "exit first");
    assert!(lines[three + 2].contains("panicked: as told"), "{lines:?}");
    assert_eq!(lines.last().unwrap(), "INFO message=outside");
    let count = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("enter"), count("exit")), (4, 4));
}
