//! All that an expansion touches. Not part of the public interface.

pub use core::any::TypeId;
pub use core::marker::PhantomData;
pub use core::option::Option::{self, None, Some};
pub use core::result::Result::{Err, Ok};
pub use linkme;
pub use side_effects_macros::{fire, fire_async};

pub use crate::event::capture::{
    NotInModule, Offer, Offers, Probe, Why, by_clone, by_copy, by_reference, offers, probe,
};
pub use crate::event::erased::{Local, local, local_in};
pub use crate::event::origin::{Facts, Flow, facts};
pub use crate::report::snapshot::{Caller, assert_listing};
pub use crate::run::{
    Abort, OnError, async_event, call, evaluate, fire, fire_and_log, fire_async, fire_or_abort,
    may_fire, may_fire_late, passes, passes_or_aborts, prepare_and_fire, seal,
};
pub use crate::scope::disabled_scope;
pub use crate::scope::interest::any as interest;
pub use crate::wiring::callsite::{
    Callsite, Prepared, SIDE_EFFECTS_ORIGINS, callsite, copied, prepare,
};
#[cfg(feature = "durable")]
pub use crate::wiring::durable::{
    Args, DEFAULT_MAX_ATTEMPTS, DEFAULT_QUEUE, DurableEntry, OutlivesItsOrigin, Rebuildable,
    Storable, StoreError, Stored, Work,
};
pub use crate::wiring::handler::{
    Cloned, HandlerEntry, HandlerParam, HandlerReturn, Run, SIDE_EFFECTS_HANDLERS, TakenByItsName,
    run_async,
};
pub use crate::wiring::typed::{
    AsyncOrigin, CanBe, CanBeCloned, CanBeSeen, CanBeShared, CanOutlive, Needs, No, Nothing,
    Offered, Parameter, Returned, TypedOrigin, Uncaptured, Yes, not_typed,
};

/// What is chosen by type, and what an expansion names most: a path costs the compiler
/// the less the shorter it is. To import it all brings no name into scope that could
/// hide one of the user's.
pub mod by_type {
    pub use crate::event::capture::by_type::{
        CannotBeOwned as _, CannotBeSent as _, DeepOutcome as _, HasFacts as _, HasNoClone as _,
        HasNoDebug as _, HasNoTarget as _, HasSyncFacts as _, HasSyncTargetFacts as _,
        HasTargetFacts as _, IsClone as _, IsDoubtful as _, IsNoResult as _, IsNotClone as _,
        IsNotOk as _, IsNotReference as _, IsNotSend as _, IsNotShared as _, IsOk as _,
        IsOkOfReference as _, IsReference as _, IsResult as _, IsSend as _,
        NeitherOwnedNorShown as _, NestedOutcome as _, NoOutcome as _, OwnOutcome as _,
        OwnedAndShown as _, OwnedOnly as _, ResultOutcome as _, ShownOnly as _,
    };
    #[cfg(feature = "durable")]
    pub use crate::wiring::durable::by_type::{
        StoresDelivery as _, StoresDep as _, StoresEvent as _, StoresValue as _,
    };
    pub use crate::wiring::handler::by_type::{
        WantsClone as _, WantsDelivery as _, WantsDep as _, WantsEvent as _, WantsValue as _,
    };
    pub use crate::wiring::typed::by_type::{
        HasWantedTarget as _, HasWantedTargetInOk as _, IsNotWanted as _, IsWanted as _,
        IsWantedInOk as _,
    };

    pub use super::{
        Callsite as __SideEffectsCallsite, HandlerEntry as __SideEffectsHandler,
        Probe as __SideEffectsProbe, SIDE_EFFECTS_HANDLERS as __SIDE_EFFECTS_HANDLERS,
        SIDE_EFFECTS_ORIGINS as __SIDE_EFFECTS_ORIGINS, by_clone as __side_effects_by_clone,
        by_copy as __side_effects_by_copy, by_reference as __side_effects_by_reference,
        linkme as __side_effects_linkme, local as __side_effects_local,
        probe as __side_effects_probe,
    };
}

pub use crate::{
    __background as background, __bind_again as bind_again, __callsite as callsite,
    __durable as durable, __facts as facts, __fire_async as fire_async_event,
    __fire_sync as fire_sync, __handler as handler, __keep as keep, __offers as offers,
    __prepare as prepare, __verdict as verdict,
};
