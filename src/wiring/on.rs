//! Handlers of guards.

use std::panic::Location;

use crate::event::fired::Event;
use crate::scope::{DisabledSideEffects, Observer, RecordedSideEffects};
use crate::wiring::handler::HandlerReturn;
use crate::wiring::registry::registry;
use crate::wiring::unfired;

impl Observer {
    #[track_caller]
    fn new<F, R>(label: String, handler: F) -> Self
    where
        F: Fn(&Event<'_>) -> R + Send + Sync + 'static,
        R: HandlerReturn,
    {
        assert!(
            !registry().origins(&label).is_empty(),
            "nothing fires `{label}`, so that `on({label:?}, …)` never runs: {}",
            unfired::hint(&label),
        );
        let place = Location::caller();
        Self {
            name: format!("on({label:?}) at {}:{}", place.file(), place.line()),
            label,
            run: Box::new(move |event| handler(event).into_result()),
        }
    }
}

macro_rules! on {
    ($type:ident, $doc:literal) => {
        impl $type {
            #[doc = $doc]
            ///
            /// It runs when the guard collects the event, before other handlers, and where
            /// the guard's [`scope`](Self::scope) is carried to, too; not after the guard is
            /// dropped. It returns `()` or a `Result<(), E>`, as any handler. If it fails or
            /// panics, as a failing `assert!` in it does, the origin is not harmed: the guard
            /// collects the failure, and panics with it when it is dropped, unless somebody
            /// has looked at [`failures`](Self::failures).
            ///
            /// A closure that is first put in a variable has to name the type of its
            /// parameter (`|event: &Event<'_>|`), or Rust cannot infer its lifetimes.
            ///
            /// # Panics
            ///
            /// If nothing in the program fires the label, as when it is misspelt: the
            /// handler would never run, and what it asserts would never be looked at.
            /// Origins in a dynamic library do not count, since the registry does not know
            /// them.
            #[track_caller]
            pub fn on<F, R>(self, label: impl Into<String>, handler: F) -> Self
            where
                F: Fn(&Event<'_>) -> R + Send + Sync + 'static,
                R: HandlerReturn,
            {
                self.observe(Observer::new(label.into(), handler));
                self
            }
        }
    };
}

on!(
    DisabledSideEffects,
    r#"Sets a handler for events with this label that this guard sees, and for nobody
else's. It runs although the guard suppresses all others.

# Examples

```
use std::sync::atomic::{AtomicU32, Ordering};

use side_effects::{Event, disable_side_effects, has_side_effects, is_side_effect_of};

#[has_side_effects("disabled_on_example")]
fn ship(parcel: u32) {}

#[is_side_effect_of("disabled_on_example")]
fn print_the_label(parcel: u32) {
    unreachable!("not in a test");
}

static LAST: AtomicU32 = AtomicU32::new(0);

let events = disable_side_effects().on("disabled_on_example", |event: &Event<'_>| {
    LAST.store(*event.arg::<u32>("parcel").unwrap(), Ordering::Relaxed);
});
ship(7);
assert_eq!(LAST.load(Ordering::Relaxed), 7);
assert_eq!(events, ["disabled_on_example"]);
```
"#
);
on!(
    RecordedSideEffects,
    r#"Sets a handler for events with this label that this guard sees, and for nobody
else's. The others run as well.

# Examples

```
use side_effects::{Event, has_side_effects, record_side_effects};

#[has_side_effects("recorded_on_example")]
fn ship(parcel: u32) {}

let events = record_side_effects().on("recorded_on_example", |event: &Event<'_>| {
    assert_eq!(event.arg::<u32>("parcel"), Some(&7));
});
ship(7);
events.assert_no_failures();
```
"#
);
