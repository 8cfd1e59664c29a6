//! In place of `durable`, where there is nothing to store jobs with, and so no durable
//! handler: the attribute asks for the feature.

use std::fmt;

use crate::wiring::handler::HandlerEntry;

/// There is none.
#[doc(hidden)]
#[derive(Debug)]
pub enum DurableEntry {}

impl DurableEntry {
    pub(crate) fn is_async(&self) -> bool {
        match *self {}
    }

    pub(crate) fn facts(&self, _: &HandlerEntry) -> (&'static str, &'static str, u16) {
        match *self {}
    }
}

impl fmt::Display for DurableEntry {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}
