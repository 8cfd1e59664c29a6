//! Handlers that come and go while the program runs.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::event::fired::Event;
use crate::wiring::handler::{Handler, HandlerReturn, Kind, RuntimeHandler};
use crate::wiring::registry::{Label, registry};

/// Registers a handler at run time.
///
/// `name` stands where a linked handler has its path: in listings, logs and
/// errors. The closure returns `()` or a `Result<(), E>`, as any handler. It
/// runs with `order` 0, for as long as the [`Registration`] lives.
///
/// A closure that is first put in a variable has to name the type of its
/// parameter (`|event: &Event<'_>|`), or Rust cannot infer its lifetimes.
///
/// It is the way in for closures and plugins, and for code in a dynamic
/// library, whose attributes the linker keeps to that library. It sees the events
/// of the whole process: a test that looks at its own takes
/// [`on`](crate::DisabledSideEffects::on), of its guard.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicUsize, Ordering};
/// use side_effects::{Event, has_side_effects, register};
///
/// #[has_side_effects("register_example")]
/// fn save(document: &str) {}
///
/// let saved = Arc::new(AtomicUsize::new(0));
/// let count = Arc::clone(&saved);
/// let registration = register("register_example", "word count", move |event: &Event<'_>| {
///     let document = event.arg::<str>("document").unwrap();
///     count.fetch_add(document.split(' ').count(), Ordering::Relaxed);
/// });
///
/// save("three little words");
/// drop(registration);
/// save("not counted");
/// assert_eq!(saved.load(Ordering::Relaxed), 3);
/// ```
#[track_caller]
pub fn register<F, R>(label: &'static str, name: impl Into<String>, handler: F) -> Registration
where
    F: Fn(&Event<'_>) -> R + Send + Sync + 'static,
    R: HandlerReturn,
{
    let place = Location::caller();
    let handler = Arc::new(RuntimeHandler {
        label,
        name: name.into(),
        file: place.file(),
        line: place.line(),
        registered: AtomicBool::new(true),
        run: Box::new(move |event| handler(event).into_result()),
    });
    let label = registry().find_or_add(label);
    label.add(Arc::clone(&handler));
    Registration { label, handler }
}

/// A handler that was registered at run time; dropping this takes it away.
///
/// A call of the handler that is under way on another thread is not waited for.
///
/// # Examples
///
/// ```
/// use side_effects::{Event, register, registry};
///
/// let registration = register("registration_example", "plugin", |_: &Event<'_>| {});
/// assert_eq!(registration.handler().path(), "plugin");
/// assert_eq!(registry().handlers("registration_example").len(), 1);
///
/// drop(registration);
/// assert!(registry().handlers("registration_example").is_empty());
/// ```
#[must_use = "the handler is taken away when this is dropped; `.leak()` keeps it for good"]
pub struct Registration {
    label: &'static Label,
    handler: Arc<RuntimeHandler>,
}

impl Registration {
    /// Keeps the handler for as long as the program runs.
    pub fn leak(self) {
        std::mem::forget(self);
    }

    /// What is registered, as listings show it.
    #[must_use]
    pub fn handler(&self) -> Handler {
        Handler(Kind::Runtime(Arc::clone(&self.handler)))
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.label.remove(&self.handler);
    }
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Registration")
            .field(&self.handler())
            .finish()
    }
}
