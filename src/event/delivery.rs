//! How a run of a handler came about.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// How a run of a handler came about: which attempt it is, and for what.
///
/// A handler of any kind takes it as a parameter, of any name, as `Delivery` or
/// `&Delivery`. What a handler sends to others carries the [`key`](Self::key), so that
/// they can tell a second attempt from a second order.
///
/// # Examples
///
/// ```
/// use side_effects::{Delivery, How, has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("delivery_example")]
/// fn place_order(id: u32) {}
///
/// /// Tell the warehouse.
/// #[is_side_effect_of("delivery_example")]
/// fn notify_warehouse(id: u32, delivery: &Delivery) {
///     let header = format!("Idempotency-Key: {}", delivery.key());
///     assert_eq!(header.len(), 17 + 32);
///     assert_eq!(delivery.attempt(), 1);
///     assert_eq!(delivery.how(), How::Inline);
/// }
///
/// place_order(7);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    attempt: u32,
    key: Arc<str>,
    how: How,
}

/// When a handler runs, seen from its origin.
///
/// # Examples
///
/// ```
/// use side_effects::{Delivery, How, fire, hold_side_effects, is_side_effect_of};
///
/// /// Mail the customer, who should not be told of it before it is so.
/// #[is_side_effect_of("how_example")]
/// fn mail(delivery: &Delivery) {
///     assert_eq!(delivery.how(), How::Held);
/// }
///
/// # side_effects::set_abort_on_error(true);
/// let held = hold_side_effects();
/// fire!("how_example");
/// held.release();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum How {
    /// Before the origin's caller has its value.
    Inline,
    /// When the hold was released that the event had waited in.
    Held,
    /// Off the origin's path, as a `background` handler.
    Background,
    /// By a worker of a queue, as a `durable` handler.
    Durable,
}

impl Delivery {
    /// A delivery for a test that calls a handler as the function that it is. Where an event fires,
    /// the handler gets one that tells how that came about.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{Delivery, How, has_side_effects, is_side_effect_of};
    ///
    /// #[has_side_effects("delivery_new_example")]
    /// fn place_order(id: u32) {}
    ///
    /// /// Tell the warehouse, whose door is closed the first time.
    /// #[is_side_effect_of("delivery_new_example")]
    /// fn notify_warehouse(id: u32, delivery: &Delivery) -> Result<(), String> {
    ///     if delivery.attempt() == 1 {
    ///         return Err(format!("{} is not taken", delivery.key()));
    ///     }
    ///     Ok(())
    /// }
    ///
    /// let told = notify_warehouse(7, &Delivery::new(1, "a key", How::Durable));
    /// assert_eq!(told, Err("a key is not taken".into()));
    /// assert_eq!(notify_warehouse(7, &Delivery::new(2, "a key", How::Durable)), Ok(()));
    /// ```
    #[must_use]
    pub fn new(attempt: u32, key: &str, how: How) -> Self {
        Self {
            attempt,
            key: key.into(),
            how,
        }
    }

    /// That of a handler which runs once only, and is not stored anywhere before.
    pub(crate) fn once(how: How) -> Self {
        Self {
            attempt: 1,
            key: new_key().into(),
            how,
        }
    }

    /// That of a job, at this attempt.
    #[cfg(feature = "durable")]
    pub(crate) fn of_job(key: &str, attempt: u32) -> Self {
        Self::new(attempt, key, How::Durable)
    }

    /// Which attempt this is, from 1. Only durable handlers have a second one.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// What this event and this handler have for themselves: 32 hexadecimal digits,
    /// the same on every attempt and in every process.
    ///
    /// It is meant as the `Idempotency-Key` of a request, or as the unique key of a
    /// row, so that what is delivered twice is done once.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// When the handler runs, seen from its origin.
    #[must_use]
    pub fn how(&self) -> How {
        self.how
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("attempt", &self.attempt)
            .field("key", &self.key)
            .field("how", &self.how)
            .finish()
    }
}

/// A key that nobody else has: 128 bits by hashers that the standard library seeds
/// from the system's randomness. A fork copies the seed, so that process, time and
/// count go in as well.
pub(crate) fn new_key() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let unlike_others = (
        std::process::id(),
        SystemTime::now(),
        COUNT.fetch_add(1, Ordering::Relaxed),
    );
    let half = || RandomState::new().hash_one(unlike_others);
    format!("{:016x}{:016x}", half(), half())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::new_key;

    #[test]
    fn no_key_is_made_twice_on_any_thread() {
        let make = || (0..10_000).map(|_| new_key()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(make)).collect();
        let keys = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap());
        let keys: HashSet<_> = keys.collect();
        assert_eq!(keys.len(), 40_000);
        assert!(keys.iter().all(|key| key.len() == 32));
    }
}
