//! What is linked in or registered, by label.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use once_cell::sync::Lazy;
use parking_lot::RwLock;

use crate::event::origin::{Origin, OriginEntry};
use crate::wiring::callsite::SIDE_EFFECTS_ORIGINS;
use crate::wiring::handler::{Handler, HandlerEntry, Kind, RuntimeHandler, SIDE_EFFECTS_HANDLERS};

/// All of one label.
pub(crate) struct Label {
    name: &'static str,
    origins: Vec<&'static OriginEntry>,
    /// By `order`, then by path and place, so that the linker has no say in it.
    pub(crate) handlers: Vec<&'static HandlerEntry>,
    /// By name and place. They have order 0, and come after the linked ones of
    /// that order.
    runtime: RwLock<Arc<[Arc<RuntimeHandler>]>>,
    /// Whether `runtime` has any, so that an event need not take the lock.
    has_runtime: AtomicBool,
}

impl Label {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            origins: Vec::new(),
            handlers: Vec::new(),
            runtime: RwLock::new(Arc::new([])),
            has_runtime: AtomicBool::new(false),
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// How many linked handlers run before those registered at run time.
    pub(crate) fn early(&self) -> usize {
        self.handlers.partition_point(|handler| handler.order <= 0)
    }

    /// Whether there are handlers that were registered at run time.
    #[inline]
    pub(crate) fn has_registered(&self) -> bool {
        self.has_runtime.load(Ordering::Acquire)
    }

    /// The handlers that were registered at run time.
    pub(crate) fn registered(&self) -> Arc<[Arc<RuntimeHandler>]> {
        Arc::clone(&self.runtime.read())
    }

    /// Finds out whether `origin`, which has this label, is active.
    pub(crate) fn settle(&self, origin: &OriginEntry) {
        let runtime = self.runtime.read();
        // One that is not linked into the same object as the registry (but in
        // a dylib, say) is not told of registrations: it has to look.
        let known = self
            .origins
            .iter()
            .any(|known| std::ptr::eq(*known, origin));
        let active = !known || !self.handlers.is_empty() || !runtime.is_empty();
        origin.activity.set(active);
    }

    pub(crate) fn add(&self, handler: Arc<RuntimeHandler>) {
        self.change(|handlers| {
            let place =
                |handler: &RuntimeHandler| (handler.name.clone(), handler.file, handler.line);
            let after = handlers.partition_point(|other| place(other) <= place(&handler));
            handlers.insert(after, handler);
        });
    }

    pub(crate) fn remove(&self, handler: &Arc<RuntimeHandler>) {
        handler.registered.store(false, Ordering::Release);
        self.change(|handlers| handlers.retain(|other| !Arc::ptr_eq(other, handler)));
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Arc<RuntimeHandler>>)) {
        let mut runtime = self.runtime.write();
        let mut handlers = runtime.to_vec();
        change(&mut handlers);
        self.has_runtime
            .store(!handlers.is_empty(), Ordering::Release);
        let active = !self.handlers.is_empty() || !handlers.is_empty();
        let before = std::mem::replace(&mut *runtime, handlers.into());
        for origin in &self.origins {
            origin.activity.set(active);
        }
        drop(runtime);
        // A closure may be dropped here, and may do anything in its `Drop`.
        drop(before);
    }

    fn is_empty(&self) -> bool {
        self.origins.is_empty() && self.handlers.is_empty() && self.runtime.read().is_empty()
    }
}

/// Everything that is linked in or registered; [`registry()`] gets it.
///
/// # Examples
///
/// ```
/// use side_effects::{has_side_effects, is_side_effect_of, registry};
///
/// #[has_side_effects("registry_type_example")]
/// fn ship() {}
///
/// #[is_side_effect_of("registry_type_example")]
/// fn notify() {}
///
/// for label in registry().labels() {
///     println!("{label}: {} side effects", registry().handlers(label).len());
/// }
/// assert_eq!(registry().origins("registry_type_example").len(), 1);
/// assert!(registry().by_label("no such label").is_none());
/// ```
pub struct Registry {
    linked: HashMap<&'static str, Label>,
    /// Labels that are only known from `register`.
    late: RwLock<HashMap<&'static str, &'static Label>>,
}

/// The registry of this program.
///
/// # Examples
///
/// ```
/// use side_effects::{has_side_effects, is_side_effect_of, registry};
///
/// #[has_side_effects("registry_example")]
/// fn ship() {}
///
/// #[is_side_effect_of("registry_example")]
/// fn notify() {}
///
/// let handlers = registry().handlers("registry_example");
/// assert_eq!(handlers.len(), 1);
/// assert!(registry().contains("registry_example", handlers[0].path()));
/// assert!(registry().labels().contains(&"registry_example"));
/// ```
#[must_use]
pub fn registry() -> &'static Registry {
    static REGISTRY: Lazy<Registry> = Lazy::new(Registry::linked);
    &REGISTRY
}

impl Registry {
    fn linked() -> Self {
        let mut linked = HashMap::new();
        let label = |name| Label::new(name);
        for callsite in SIDE_EFFECTS_ORIGINS {
            let origin = &callsite.origin;
            let name = origin.facts.label;
            let label = linked.entry(name).or_insert_with(|| label(name));
            label.origins.push(origin);
        }
        for handler in SIDE_EFFECTS_HANDLERS {
            let name = handler.facts.label;
            let label = linked.entry(name).or_insert_with(|| label(name));
            label.handlers.push(handler);
        }
        for label in linked.values_mut() {
            label.origins.sort_by_key(|origin| {
                let facts = &origin.facts;
                (origin.path(), facts.file, facts.line)
            });
            label.handlers.sort_by_key(|handler| {
                let facts = &handler.facts;
                (handler.order, facts.path, facts.file, facts.line)
            });
        }
        Self {
            linked,
            late: RwLock::default(),
        }
    }

    pub(crate) fn find(&'static self, label: &str) -> Option<&'static Label> {
        self.linked
            .get(label)
            .or_else(|| self.late.read().get(label).copied())
    }

    pub(crate) fn find_or_add(&'static self, name: &'static str) -> &'static Label {
        self.find(name).unwrap_or_else(|| {
            let mut late = self.late.write();
            late.entry(name)
                .or_insert_with(|| Box::leak(Box::new(Label::new(name))))
        })
    }

    /// All labels, sorted.
    pub(crate) fn all(&'static self) -> Vec<LabelEntry> {
        let late = self.late.read();
        let mut all: Vec<_> = (self.linked.values())
            .chain(late.values().copied())
            .filter(|label| !label.is_empty())
            .map(LabelEntry)
            .collect();
        all.sort_by_key(LabelEntry::label);
        all
    }

    /// All labels, sorted.
    #[must_use]
    pub fn labels(&'static self) -> Vec<&'static str> {
        self.all().iter().map(LabelEntry::label).collect()
    }

    /// The handlers of a label, in the order they run. Empty if nobody knows it.
    #[must_use]
    pub fn handlers(&'static self, label: &str) -> Vec<Handler> {
        self.find(label)
            .map_or_else(Vec::new, |label| LabelEntry(label).handlers())
    }

    /// The origins of a label, by path. Empty if nobody knows it.
    #[must_use]
    pub fn origins(&'static self, label: &str) -> Vec<Origin> {
        self.find(label)
            .map_or_else(Vec::new, |label| LabelEntry(label).origins())
    }

    /// All there is of one label.
    #[must_use]
    pub fn by_label(&'static self, label: &str) -> Option<LabelEntry> {
        self.find(label)
            .filter(|label| !label.is_empty())
            .map(LabelEntry)
    }

    /// All labels that contain `part`, sorted.
    #[must_use]
    pub fn by_label_contains(&'static self, part: &str) -> Vec<LabelEntry> {
        let mut found = self.all();
        found.retain(|entry| entry.label().contains(part));
        found
    }

    /// Whether the handler with this path is a side effect of this label.
    #[must_use]
    pub fn contains(&'static self, label: &str, handler_path: &str) -> bool {
        self.handlers(label)
            .iter()
            .any(|handler| handler.path() == handler_path)
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Label").field(&self.name).finish()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("linked", &self.linked.len())
            .field("late", &self.late.read().len())
            .finish()
    }
}

/// One label, with its origins and handlers.
///
/// # Examples
///
/// ```
/// use side_effects::{has_side_effects, is_side_effect_of, registry};
///
/// #[has_side_effects("label_entry_example")]
/// fn ship() {}
///
/// #[is_side_effect_of("label_entry_example")]
/// fn notify() {}
///
/// let entries = registry().by_label_contains("label_entry");
/// assert_eq!(entries[0].label(), "label_entry_example");
/// assert!(entries[0].origins()[0].path().ends_with("::ship"));
/// assert!(entries[0].handlers()[0].path().ends_with("::notify"));
/// ```
#[derive(Clone, Copy)]
pub struct LabelEntry(&'static Label);

impl LabelEntry {
    /// The label itself.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.0.name
    }

    /// The functions that fire it, by path.
    #[must_use]
    pub fn origins(&self) -> Vec<Origin> {
        self.0.origins.iter().copied().map(Origin).collect()
    }

    /// Its side effects, in the order they run.
    #[must_use]
    pub fn handlers(&self) -> Vec<Handler> {
        let runtime = self.0.runtime.read();
        let (early, late) = self.0.handlers.split_at(self.0.early());
        let linked = |entry: &&'static HandlerEntry| Handler(Kind::Linked(entry));
        early
            .iter()
            .map(linked)
            .chain(runtime.iter().cloned().map(|h| Handler(Kind::Runtime(h))))
            .chain(late.iter().map(linked))
            .collect()
    }
}

impl fmt::Debug for LabelEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LabelEntry")
            .field("label", &self.label())
            .field("origins", &self.origins())
            .field("handlers", &self.handlers())
            .finish()
    }
}
