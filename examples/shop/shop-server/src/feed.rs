//! What happened in this process, for the page: what the effects write to the log, and their failures.

use std::collections::VecDeque;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// How much is remembered.
const LENGTH: usize = 100;

/// The last happenings, of all clones.
#[derive(Debug, Clone, Default)]
pub struct Feed(Arc<Mutex<VecDeque<Happening>>>);

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When it did.
    pub at: SystemTime,
    /// The effect: the module of its handler.
    pub effect: String,
    /// What it did.
    pub text: String,
    /// Whether it failed.
    pub failed: bool,
}

impl Feed {
    /// All that is remembered, the newest first.
    #[must_use]
    pub fn newest_first(&self) -> Vec<Happening> {
        let happenings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        happenings.iter().rev().cloned().collect()
    }

    fn push(&self, happening: Happening) {
        let mut happenings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if happenings.len() == LENGTH {
            happenings.pop_front();
        }
        happenings.push_back(happening);
    }
}

impl<S: Subscriber> Layer<S> for Feed {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let mut said = Said::default();
        let target = metadata.target();
        let effect = target.strip_prefix("shop_effects::");
        if let Some(effect) = effect.or_else(|| target.strip_prefix("shop::")) {
            event.record(&mut said);
            said.effect = effect.to_owned();
        } else if target == "side_effects" && *metadata.level() == Level::ERROR {
            event.record(&mut said);
        } else {
            return;
        }
        self.push(Happening {
            at: SystemTime::now(),
            effect: said.effect,
            text: said.text,
            failed: *metadata.level() == Level::ERROR,
        });
    }
}

/// The fields of a line of the log.
#[derive(Default)]
struct Said {
    effect: String,
    text: String,
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string does not fail.
        let _ = match field.name() {
            "message" => {
                let fields = std::mem::take(&mut self.text);
                write!(self.text, "{value:?}{fields}")
            }
            "handler" => {
                let path = format!("{value:?}");
                self.effect = path.split("::").nth(1).unwrap_or(&path).to_owned();
                Ok(())
            }
            "label" => Ok(()),
            name => write!(self.text, " · {name} {value:?}"),
        };
    }
}
