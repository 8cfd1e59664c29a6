//! Whether a guard or the kill switch is active in this process. While none
//! is, an event costs one load here.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many guards and switches are active. It starts with one: nobody has read
/// the environment yet.
static ACTIVE: AtomicUsize = AtomicUsize::new(1);

/// Whether a guard or the kill switch is active in this process. One relaxed
/// load.
#[inline]
pub(crate) fn any() -> bool {
    ACTIVE.load(Ordering::Relaxed) != 0
}

/// One guard or switch, active for as long as this lives.
#[derive(Debug)]
pub(crate) struct Interest(());

impl Interest {
    pub(crate) fn new() -> Self {
        ACTIVE.fetch_add(1, Ordering::Relaxed);
        Self(())
    }

    /// The one that was counted from the start.
    pub(crate) fn initial() -> Self {
        Self(())
    }
}

impl Drop for Interest {
    fn drop(&mut self) {
        ACTIVE.fetch_sub(1, Ordering::Relaxed);
    }
}
