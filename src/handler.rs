//! Handlers, as they are linked in or registered.

use std::any::{TypeId, type_name};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::capture::{Probe, View};
use crate::dep::{Dep, Need};
use crate::error::BoxError;
use crate::event::Event;
use crate::origin::{Facts, docs, summary};
use crate::scope;

/// Where a handler parameter gets its value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    Event,
    Dep(Need),
    Arg(usize, View),
    Whole(View),
    Ok(View),
}

/// A handler's view of one event.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    pub(crate) event: &'a Event<'a>,
    /// One for each parameter of the handler.
    pub(crate) sources: &'a [Source],
}

#[doc(hidden)]
impl<'a> Call<'a> {
    /// The value for the parameter at `position`.
    ///
    /// # Panics
    ///
    /// Never for a call that the binding has allowed.
    pub fn get<T: ?Sized + 'static>(&self, position: usize) -> &'a T {
        let values = self.event.values();
        let (value, view) = match self.sources[position] {
            Source::Event | Source::Dep(_) => (None, View::Itself),
            Source::Arg(arg, view) => (values.args[arg], view),
            Source::Whole(view) => (values.whole, view),
            Source::Ok(view) => (values.ok, view),
        };
        value
            .and_then(|value| view.of(value.on_this_thread()?))
            .expect("a bound argument is captured, and of the type it was bound for")
    }
}

/// What a handler may take by value.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a side effect that takes `{Self}` gets a clone, but `{Self}` is not `Clone`",
    label = "take it as `&{Self}`"
)]
pub trait Cloned: Sized {
    fn cloned(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Cloned for T {
    fn cloned(&self) -> Self {
        self.clone()
    }
}

/// What a handler parameter asks for.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    Event,
    Dep(Need),
    Value(TypeId, &'static str),
}

/// One parameter of a handler.
#[doc(hidden)]
#[derive(Debug)]
pub struct HandlerParam {
    pub name: &'static str,
    pub wanted: fn() -> Wanted,
}

/// Parameters of type `&Event<'_>` are chosen by type, as in
/// [`by_type`](crate::capture::by_type).
#[doc(hidden)]
pub(crate) mod by_type {
    use super::*;

    pub trait WantsEvent {
        fn probe_wanted(&self) -> Wanted;
        fn probe_get<'a>(&self, call: &Call<'a>, position: usize) -> &'a Event<'a>;
    }
    impl WantsEvent for &Probe<Event<'_>> {
        fn probe_wanted(&self) -> Wanted {
            Wanted::Event
        }
        fn probe_get<'a>(&self, call: &Call<'a>, _: usize) -> &'a Event<'a> {
            call.event
        }
    }
    pub trait WantsDep {
        type Wanted;
        fn probe_wanted(&self) -> Wanted;
        fn probe_get_owned(&self, call: &Call<'_>, position: usize) -> Self::Wanted;
    }
    impl<T: ?Sized + Send + Sync + 'static> WantsDep for &Probe<Dep<T>> {
        type Wanted = Dep<T>;
        fn probe_wanted(&self) -> Wanted {
            Wanted::Dep(Need {
                look: || scope::provided::<T>().map(drop),
            })
        }
        fn probe_get_owned(&self, _: &Call<'_>, _: usize) -> Dep<T> {
            scope::provided().expect("it was there before the call")
        }
    }
    pub trait WantsClone<T> {
        fn probe_get_owned(&self, call: &Call<'_>, position: usize) -> T;
    }
    impl<T: Clone + 'static> WantsClone<T> for Probe<T> {
        fn probe_get_owned(&self, call: &Call<'_>, position: usize) -> T {
            call.get::<T>(position).clone()
        }
    }
    pub trait WantsValue<T: ?Sized> {
        fn probe_wanted(&self) -> Wanted;
        fn probe_get<'a>(&self, call: &Call<'a>, position: usize) -> &'a T;
    }
    impl<T: ?Sized + 'static> WantsValue<T> for Probe<T> {
        fn probe_wanted(&self) -> Wanted {
            Wanted::Value(TypeId::of::<T>(), type_name::<T>())
        }
        fn probe_get<'a>(&self, call: &Call<'a>, position: usize) -> &'a T {
            call.get(position)
        }
    }
}

pub(crate) type HandlerResult = Result<(), BoxError>;

/// What a handler may return.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a side effect cannot return `{Self}`",
    label = "expected `()` or `Result<(), E>`",
    note = "a side effect returns nothing, or `Result<(), E>` where `E: Into<Box<dyn Error + Send + Sync>>`"
)]
pub trait HandlerReturn {
    fn into_result(self) -> HandlerResult;
}

#[diagnostic::do_not_recommend]
impl HandlerReturn for () {
    fn into_result(self) -> HandlerResult {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<BoxError>> HandlerReturn for Result<(), E> {
    fn into_result(self) -> HandlerResult {
        self.map_err(Into::into)
    }
}

/// What an async handler will return, in the form that all handlers return. Its
/// future has to be `Send`: it runs in the future of its origin, which may move
/// between threads.
#[doc(hidden)]
pub fn run_async<'a, R: HandlerReturn>(
    future: impl Future<Output = R> + Send + 'a,
) -> HandlerFuture<'a> {
    Box::pin(async { future.await.into_result() })
}

pub(crate) type HandlerFuture<'a> = Pin<Box<dyn Future<Output = HandlerResult> + Send + 'a>>;

/// How a handler is called.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Run {
    Sync(for<'a> fn(&Call<'a>) -> HandlerResult),
    Async(for<'a> fn(&Call<'a>) -> HandlerFuture<'a>),
}

/// One label of one `#[is_side_effect_of]`, as the linker collects it.
#[doc(hidden)]
#[derive(Debug)]
pub struct HandlerEntry {
    pub(crate) facts: Facts,
    pub(crate) order: i32,
    pub(crate) params: &'static [HandlerParam],
    pub(crate) run: Run,
}

#[doc(hidden)]
impl HandlerEntry {
    pub const fn new(facts: Facts, order: i32, params: &'static [HandlerParam], run: Run) -> Self {
        Self {
            facts: facts.checked(),
            order,
            params,
            run,
        }
    }
}

#[doc(hidden)]
#[linkme::distributed_slice]
pub static SIDE_EFFECTS_HANDLERS: [HandlerEntry];

/// A handler that was registered at run time.
pub(crate) struct RuntimeHandler {
    pub(crate) label: &'static str,
    pub(crate) name: String,
    pub(crate) file: &'static str,
    pub(crate) line: u32,
    /// Cleared when the registration is dropped.
    pub(crate) registered: AtomicBool,
    pub(crate) run: Box<dyn Fn(&Event<'_>) -> HandlerResult + Send + Sync>,
}

impl fmt::Debug for RuntimeHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RuntimeHandler").field(&self.name).finish()
    }
}

/// A function that is a side effect: one label of one `#[is_side_effect_of]`,
/// or one [`register`](crate::register).
///
/// # Examples
///
/// ```
/// use side_effects::{is_side_effect_of, registry};
///
/// /// Send the receipt.
/// ///
/// /// By mail, never by post.
/// #[is_side_effect_of("handler_example")]
/// fn receipt(order: &str) {}
///
/// let handler = &registry().handlers("handler_example")[0];
/// assert_eq!(handler.summary(), Some("Send the receipt."));
/// assert_eq!(handler.docs(), Some("Send the receipt.\n\nBy mail, never by post."));
/// assert_eq!(handler.signature(), "fn receipt(order: &str)");
/// assert!(handler.path().ends_with("::receipt"));
/// ```
#[derive(Clone)]
pub struct Handler(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    Linked(&'static HandlerEntry),
    Runtime(Arc<RuntimeHandler>),
}

impl Handler {
    /// The label it is a side effect of.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.label,
            Kind::Runtime(handler) => handler.label,
        }
    }

    /// The module it is in and its name: `my_app::mail::send_welcome`. For a
    /// handler that was registered at run time, the name it was given.
    #[must_use]
    pub fn path(&self) -> &str {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.path,
            Kind::Runtime(handler) => &handler.name,
        }
    }

    /// Its doc comment. A handler that was registered at run time has none.
    #[must_use]
    pub fn docs(&self) -> Option<&str> {
        docs(self.written_docs())
    }

    /// The first line of its doc comment.
    #[must_use]
    pub fn summary(&self) -> Option<&str> {
        summary(self.written_docs())
    }

    /// The source file, as the compiler was given it: relative to the
    /// workspace in most builds.
    #[must_use]
    pub fn file(&self) -> &'static str {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.file,
            Kind::Runtime(handler) => handler.file,
        }
    }

    /// The line in [`file`](Self::file), from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.line,
            Kind::Runtime(handler) => handler.line,
        }
    }

    /// Its signature as written, in one line. One that was registered at run
    /// time is a `Fn(&Event<'_>)`.
    #[must_use]
    pub fn signature(&self) -> &'static str {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.signature,
            Kind::Runtime(_) => "Fn(&Event<'_>)",
        }
    }

    fn written_docs(&self) -> &'static str {
        match &self.0 {
            Kind::Linked(entry) => entry.facts.docs,
            Kind::Runtime(_) => "",
        }
    }
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handler")
            .field("label", &self.label())
            .field("path", &self.path())
            .field("file", &format_args!("{}:{}", self.file(), self.line()))
            .finish_non_exhaustive()
    }
}
