//! What the application provides for its handlers.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use parking_lot::RwLock;

/// A value that the application has provided for its handlers: a mailer, a
/// pool, a client.
///
/// A handler has it as a parameter, of any name. It is a cheap handle, and
/// dereferences to the value.
///
/// # Examples
///
/// ```
/// use side_effects::{Dep, has_side_effects, is_side_effect_of, provide};
///
/// struct Mailer { from: &'static str }
///
/// #[has_side_effects("dep_example")]
/// fn sign_up(email: &str) {}
///
/// #[is_side_effect_of("dep_example")]
/// fn welcome(email: &str, mailer: Dep<Mailer>) {
///     assert_eq!(mailer.from, "hello@example.com");
/// }
///
/// provide(Mailer { from: "hello@example.com" });
/// sign_up("ada@example.com");
/// ```
///
/// For a trait object, so that a test can provide another implementation, see
/// [`provide_dyn`].
pub struct Dep<T: ?Sized>(Arc<T>);

impl<T: ?Sized> Clone for Dep<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Dep<T> {
    /// A value for a test that calls a handler as the function that it is. Where a handler takes a
    /// trait object, this takes a fake as it is; `Dep::from` would need to be told the trait.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use side_effects::{Dep, has_side_effects, is_side_effect_of};
    ///
    /// trait Mailer: Send + Sync {
    ///     fn send(&self, to: &str) -> bool;
    /// }
    ///
    /// #[has_side_effects("dep_new_example")]
    /// fn sign_up(email: &str) {}
    ///
    /// /// Send the welcome mail.
    /// #[is_side_effect_of("dep_new_example")]
    /// fn welcome(email: &str, mailer: Dep<dyn Mailer>) -> Result<(), &'static str> {
    ///     if mailer.send(email) { Ok(()) } else { Err("not sent") }
    /// }
    ///
    /// struct Down;
    /// impl Mailer for Down {
    ///     fn send(&self, _: &str) -> bool {
    ///         false
    ///     }
    /// }
    ///
    /// assert_eq!(welcome("ada@example.org", Dep::new(Arc::new(Down))), Err("not sent"));
    /// ```
    #[must_use]
    pub fn new(value: Arc<T>) -> Self {
        Self(value)
    }
}

impl<T: ?Sized> Deref for Dep<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized> From<Arc<T>> for Dep<T> {
    fn from(value: Arc<T>) -> Self {
        Self(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Dep<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dep").field(&&self.0).finish()
    }
}

/// Values by type; each is an `Arc<T>`.
#[derive(Default)]
pub(crate) struct Provided(RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Provided {
    pub(crate) fn insert<T: ?Sized + Send + Sync + 'static>(&self, value: Arc<T>) {
        let before = self.0.write().insert(TypeId::of::<T>(), Arc::new(value));
        // Its `Drop` may do anything: the lock is free again.
        drop(before);
    }

    pub(crate) fn get<T: ?Sized + Send + Sync + 'static>(&self) -> Option<Dep<T>> {
        let value = self.0.read().get(&TypeId::of::<T>()).cloned()?;
        value.downcast_ref::<Arc<T>>().cloned().map(Dep)
    }
}

/// What is provided for the whole program.
pub(crate) fn for_all() -> &'static Provided {
    static FOR_ALL: once_cell::sync::Lazy<Provided> = once_cell::sync::Lazy::new(Provided::default);
    &FOR_ALL
}

/// Provides a value for all handlers that take a [`Dep<T>`](Dep). A later one
/// of the same type takes its place.
///
/// Meant for the start of a program. A test replaces a value for itself with
/// `record_side_effects().provide(…)`.
///
/// # Examples
///
/// ```
/// use side_effects::{Dep, fire, is_side_effect_of, provide};
///
/// struct Prefix(&'static str);
///
/// #[is_side_effect_of("provide_example")]
/// fn log(text: &str, prefix: Dep<Prefix>) {
///     assert_eq!(format!("{}{text}", prefix.0), "shop: open");
/// }
///
/// # side_effects::set_abort_on_error(true);
/// provide(Prefix("shop: "));
/// fire!("provide_example", text = "open");
/// ```
pub fn provide<T: Send + Sync + 'static>(value: T) {
    for_all().insert(Arc::new(value));
}

/// The same for a type that is not `Sized`: a trait object. Say which, as below:
/// without `::<dyn Mailer>`, this provides an `Smtp`, which no handler asks for.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use side_effects::{Dep, has_side_effects, is_side_effect_of, provide_dyn, record_side_effects};
///
/// trait Mailer: Send + Sync {
///     fn send(&self, to: &str);
/// }
///
/// struct Smtp;
/// impl Mailer for Smtp {
///     fn send(&self, to: &str) {
///         unreachable!("not in a test");
///     }
/// }
///
/// #[derive(Default)]
/// struct Fake(std::sync::Mutex<Vec<String>>);
/// impl Mailer for Fake {
///     fn send(&self, to: &str) {
///         self.0.lock().unwrap().push(to.to_owned());
///     }
/// }
///
/// #[has_side_effects("provide_dyn_example")]
/// fn sign_up(email: &str) {}
///
/// #[is_side_effect_of("provide_dyn_example")]
/// fn welcome(email: &str, mailer: Dep<dyn Mailer>) {
///     mailer.send(email);
/// }
///
/// provide_dyn::<dyn Mailer>(Arc::new(Smtp));
///
/// // In a test:
/// let fake = Arc::new(Fake::default());
/// let events = record_side_effects().provide_dyn::<dyn Mailer>(fake.clone());
/// sign_up("ada@example.com");
/// assert_eq!(*fake.0.lock().unwrap(), ["ada@example.com"]);
/// ```
pub fn provide_dyn<T: ?Sized + Send + Sync + 'static>(value: Arc<T>) {
    for_all().insert(value);
}

/// That a handler takes a `Dep`: what looks whether it is there.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Need {
    pub(crate) look: fn() -> Result<(), NotProvided>,
    /// Of what type it is.
    pub(crate) name: fn() -> &'static str,
}

/// Nobody has provided what a handler takes.
#[derive(Debug, thiserror::Error)]
#[error(
    "nothing is provided for `Dep<{wanted}>`: call `side_effects::provide(…)` (or `provide_dyn`) \
     with one at start-up, or `.provide(…)` on the guard of a test"
)]
pub(crate) struct NotProvided {
    pub(crate) wanted: &'static str,
}

impl NotProvided {
    pub(crate) fn of<T: ?Sized>() -> Self {
        Self {
            wanted: type_name::<T>(),
        }
    }
}
