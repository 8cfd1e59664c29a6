//! All that an expansion touches. Not part of the public interface.

pub use core::any::TypeId;
pub use core::marker::PhantomData;
pub use core::option::Option::{self, None, Some};
pub use core::result::Result::{Err, Ok};
pub use linkme;
pub use side_effects_macros::{fire, fire_async};

pub use crate::event::capture::given::given;
pub use crate::event::capture::probe::{by_copy, of, of_result, probe};
pub use crate::event::capture::{NotInModule, Offer, Offers, Why, offers};
pub use crate::event::erased::{Local, local, local_in};
pub use crate::event::origin::{Facts, Flow, facts};
pub use crate::report::snapshot::{Caller, assert_listing};
pub use crate::run::{
    Abort, OnError, async_event, call, evaluate, fire, fire_and_log, fire_async, fire_or_abort,
    may_fire, never, passes, passes_or_aborts, prepare_and_fire, seal,
};
pub use crate::scope::disabled_scope;
pub use crate::wiring::callsite::{Callsite, Prepared, SIDE_EFFECTS_ORIGINS, callsite};
#[cfg(feature = "durable")]
pub use crate::wiring::durable::{
    Args, DEFAULT_MAX_ATTEMPTS, DEFAULT_QUEUE, DurableEntry, OutlivesItsOrigin, Rebuildable,
    Storable, StoreError, Stored, Work,
};
pub use crate::wiring::handler::{
    Cloned, HandlerEntry, HandlerParam, HandlerReturn, Run, RunSync, SIDE_EFFECTS_HANDLERS,
    TakenByItsName, run_async,
};
pub use crate::wiring::kept::{Kept, keep};
pub use crate::wiring::typed::{
    AsyncOrigin, CanBe, CanBeCloned, CanBeSeen, CanBeShared, CanOutlive, Needs, No, Nothing,
    Offered, Parameter, Returned, TypedOrigin, Uncaptured, Yes, not_typed,
};

pub use crate::{
    __background as background, __callsite as callsite, __durable as durable,
    __fire_async as fire_async_event, __fire_sync as fire_sync, __handler as handler,
};

/// What an expansion names most, under names of its own: a path costs the compiler
/// the less the shorter it is. Each name costs something, too, and hides none of the
/// user's.
pub mod names {
    pub use super::{
        Callsite as __SideEffectsCallsite, HandlerEntry as __SideEffectsHandler,
        SIDE_EFFECTS_HANDLERS as __SIDE_EFFECTS_HANDLERS,
        SIDE_EFFECTS_ORIGINS as __SIDE_EFFECTS_ORIGINS, given as __side_effects_given,
        linkme as __side_effects_linkme, local as __side_effects_local, of as __side_effects_of,
    };
}
