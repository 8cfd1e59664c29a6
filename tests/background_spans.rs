//! A background handler runs in the span that its event fired in.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use side_effects::{background, has_side_effects, is_side_effect_of};
use tokio::task::yield_now;
use tracing::subscriber::with_default;
use tracing::{Level, info, info_span};

#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[has_side_effects("spanned")]
fn spanned() {}

#[is_side_effect_of("spanned", background)]
async fn handler() {
    info!("before");
    yield_now().await;
    info!("after");
}

/// The lines that handler writes when its event fires in a request, up to this level.
fn lines(level: Level) -> Vec<String> {
    let text = Text::default();
    let writer = text.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    with_default(subscriber, || {
        runtime.block_on(async {
            info_span!("request", id = 7).in_scope(spanned);
            let drained = background::drain(Duration::from_secs(60)).await;
            assert_eq!(drained.abandoned, 0);
        });
    });
    let text = String::from_utf8(text.0.lock().unwrap().clone()).unwrap();
    let lines = text.lines().filter(|line| line.contains("INFO"));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn the_span_of_the_origin_is_its_parent_at_every_poll() {
    assert_eq!(
        lines(Level::INFO),
        [
            "INFO request{id=7}: background_spans: before",
            "INFO request{id=7}: background_spans: after",
        ]
    );
    let span = "side_effect{label=\"spanned\" handler=\"background_spans::handler\"}";
    assert_eq!(
        lines(Level::DEBUG),
        [
            format!("INFO request{{id=7}}:{span}: background_spans: before"),
            format!("INFO request{{id=7}}:{span}: background_spans: after"),
        ]
    );
}
