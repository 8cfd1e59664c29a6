//! Everything the crate says through `tracing`, in order, line by line.
//!
//! One subscriber serves the whole process, and keeps the lines of each thread
//! apart: with one for each test, `tracing` would at times take a callsite for
//! switched off because another test has reached it first.

use std::cell::RefCell;
use std::fmt::{self, Write as _};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// The spans of this thread that are open, with their ids.
    static SPANS: RefCell<Vec<(u64, String)>> = const { RefCell::new(Vec::new()) };
}

/// What was said on this thread while `run` ran:
///
/// * `DEBUG side_effects: fired label=… origin=…`: level, target, message, fields
/// * `DEBUG side_effects: open side_effect label=… handler=…`: a new span; then
///   `enter …`, `exit …` and `close …` with its name and fields
#[allow(dead_code, reason = "not every test wants all")]
pub(crate) fn trace_of<R>(run: impl FnOnce() -> R) -> Vec<String> {
    install();
    lines_of(run)
}

/// The errors alone. Nobody hears of what goes well in this process, so that it must not
/// call `trace_of`.
#[allow(dead_code, reason = "not every test wants so little")]
pub(crate) fn errors_of<R>(run: impl FnOnce() -> R) -> Vec<String> {
    record_up_to(LevelFilter::ERROR);
    lines_of(run)
}

/// Has everything recorded from here on.
#[allow(dead_code, reason = "not every test wants all")]
pub(crate) fn install() {
    record_up_to(LevelFilter::TRACE);
}

fn record_up_to(level: LevelFilter) {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        tracing::subscriber::set_global_default(Recorder(level)).expect("no other subscriber");
    });
}

fn lines_of<R>(run: impl FnOnce() -> R) -> Vec<String> {
    LINES.take();
    run();
    LINES.take()
}

/// Adds a line of the test's own, to show when something ran.
#[allow(dead_code, reason = "not every test says something")]
pub(crate) fn say(line: impl Into<String>) {
    LINES.with_borrow_mut(|lines| lines.push(line.into()));
}

struct Recorder(LevelFilter);

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("side_effects") && *metadata.level() <= self.0
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.0)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut text = span.metadata().name().to_owned();
        span.record(&mut Line(&mut text));
        say(format!("{}open {text}", head(span.metadata())));
        SPANS.with_borrow_mut(|spans| spans.push((id, text)));
        Id::from_u64(id)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {
        say("a span was changed");
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {
        say("a span follows from another");
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = String::new();
        event.record(&mut Line(&mut text));
        say(head(event.metadata()) + text.trim_start());
    }

    fn enter(&self, span: &Id) {
        say(format!("enter {}", text(span)));
    }

    fn exit(&self, span: &Id) {
        say(format!("exit {}", text(span)));
    }

    fn try_close(&self, span: Id) -> bool {
        say(format!("close {}", text(&span)));
        SPANS.with_borrow_mut(|spans| spans.retain(|(id, _)| *id != span.into_u64()));
        true
    }
}

fn head(metadata: &Metadata<'_>) -> String {
    format!("{} {}: ", metadata.level(), metadata.target())
}

fn text(span: &Id) -> String {
    SPANS.with_borrow(|spans| {
        let known = spans.iter().find(|(id, _)| *id == span.into_u64());
        known.map_or_else(
            || "a span of another thread".into(),
            |(_, text)| text.clone(),
        )
    })
}

/// Appends fields to a line.
struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}
