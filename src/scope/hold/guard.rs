//! The guard that holds events back.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::scope::hold::Hold;

/// Holds back what fires on this thread, until the guard is dropped: "not before
/// the database has committed".
///
/// [`release`](Hold::release) runs what waits, in the order in which it fired.
/// Whatever still waits when the guard is dropped is discarded, so that an early
/// return, a `?` and a panic discard as well.
///
/// Holds nest like savepoints: released inside another hold, events move to the
/// outer one; discarded, only those of the inner one go. Arguments that handlers are
/// bound to are copied when the event fires, and have to be of types that are
/// `Clone` (or `ToOwned`), `Send` and `Sync`; a handler that is bound to another is a
/// mismatch, `E004`.
///
/// Guards and the kill switch decide about an event when it fires. Guards collect it
/// when it is released.
///
/// In an `async fn`, use [`hold`](crate::hold()): this guard is for a thread, and is
/// not `Send`.
///
/// # Examples
///
/// ```
/// use side_effects::{has_side_effects, hold_side_effects, is_side_effect_of};
/// use std::sync::atomic::{AtomicU32, Ordering};
/// # struct Transaction;
/// # impl Transaction { fn commit(self) -> Result<(), String> { Ok(()) } }
/// # fn begin() -> Transaction { Transaction }
///
/// #[has_side_effects("held_example")]
/// fn create_user(tx: &mut Transaction, id: u32) -> Result<(), String> {
///     Ok(())
/// }
///
/// static WELCOMED: AtomicU32 = AtomicU32::new(0);
///
/// #[is_side_effect_of("held_example")]
/// fn welcome(id: u32) {
///     WELCOMED.store(id, Ordering::Relaxed);
/// }
///
/// # fn main() -> Result<(), String> {
/// let mut tx = begin();
/// let held = hold_side_effects();
/// create_user(&mut tx, 7)?; // held back
/// tx.commit()?;
/// assert_eq!(WELCOMED.load(Ordering::Relaxed), 0);
/// held.release(); // now they run
/// assert_eq!(WELCOMED.load(Ordering::Relaxed), 7);
/// # Ok(())
/// # }
/// ```
pub fn hold_side_effects() -> HeldSideEffects {
    let hold = Hold::new();
    hold.enter();
    HeldSideEffects {
        hold,
        thread: PhantomData,
    }
}

/// Events are held back until this guard is dropped; see [`hold_side_effects()`].
/// Dereferences to its [`Hold`].
///
/// # Examples
///
/// ```
/// use side_effects::{fire, hold_side_effects, record_side_effects};
///
/// let events = record_side_effects();
/// {
///     let held = hold_side_effects();
///     fire!("held_guard_example");
///     assert_eq!(held.labels(), ["held_guard_example"]);
/// } // dropped without `release()`
/// events.assert_nothing_fired();
/// ```
#[must_use = "events are held back until this is dropped, which discards them: call `release()`"]
pub struct HeldSideEffects {
    hold: Hold,
    /// A guard is dropped on the thread it was made on.
    thread: PhantomData<*const ()>,
}

impl Deref for HeldSideEffects {
    type Target = Hold;

    fn deref(&self) -> &Hold {
        &self.hold
    }
}

impl Drop for HeldSideEffects {
    fn drop(&mut self) {
        self.hold.leave();
        self.hold.end();
    }
}

impl fmt::Debug for HeldSideEffects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HeldSideEffects")
            .field(&self.hold.labels())
            .finish()
    }
}
