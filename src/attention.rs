//! Whether anything in the process asks for more than running handlers: a
//! guard, or the kill switch. While nothing does, an event costs one load here.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many reasons there are to look closer. The first is that nobody has
/// looked at the environment yet.
static REASONS: AtomicUsize = AtomicUsize::new(1);

/// Whether there is a reason to look closer.
#[inline]
pub fn is_called_for() -> bool {
    REASONS.load(Ordering::Relaxed) != 0
}

/// One reason to look closer, for as long as it lives.
#[derive(Debug)]
pub(crate) struct Attention(());

impl Attention {
    pub(crate) fn call() -> Self {
        REASONS.fetch_add(1, Ordering::Relaxed);
        Self(())
    }

    /// The reason that was there from the start.
    pub(crate) fn initial() -> Self {
        Self(())
    }
}

impl Drop for Attention {
    fn drop(&mut self) {
        REASONS.fetch_sub(1, Ordering::Relaxed);
    }
}
