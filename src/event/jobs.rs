//! The jobs of an event, as its durable handlers have stored its values.

#[cfg(feature = "durable")]
use crate::event::job::NewJob;

/// Without the feature `durable`, there are none.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    #[cfg(feature = "durable")]
    pub(crate) new: Vec<NewJob>,
}

impl Jobs {
    pub(crate) fn is_empty(&self) -> bool {
        #[cfg(feature = "durable")]
        return self.new.is_empty();
        #[cfg(not(feature = "durable"))]
        true
    }
}
