//! Other ways to have two effects follow from a function, each written as its
//! users would write it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use jaeb::{EventBus, HandlerResult, SyncEventHandler};
use parking_lot::RwLock;
use safe_hook::Hook;

use crate::direct::{Failed, first, isolated, second, work};
use crate::futures::ready;

type Result = std::result::Result<u64, Failed>;

/// What a team writes itself.
static EFFECTS: LazyLock<RwLock<HashMap<&str, Vec<Effect>>>> = LazyLock::new(|| {
    let effects: Vec<Effect> = vec![
        Box::new(|created| first(created.name, &created.total)),
        Box::new(|created| second(created.id, &created.total)),
    ];
    RwLock::new(HashMap::from([("created", effects)]))
});

type Effect = Box<dyn Fn(&Created<'_>) + Send + Sync>;

struct Created<'a> {
    id: u64,
    name: &'a str,
    total: u64,
}

#[inline(never)]
pub(crate) fn map_of_closures(id: u64, name: &str) -> Result {
    let result = work(id, name);
    if let Ok(total) = result {
        let created = Created { id, name, total };
        if let Some(effects) = EFFECTS.read().get("created") {
            for effect in effects {
                isolated(|| effect(&created));
            }
        }
    }
    result
}

pub(crate) use hookable::{HOOKED_TWICE, NOT_HOOKED};

/// safe-hook's attribute drops visibility and `#[inline(never)]`, so the
/// functions are given out as pointers.
mod hookable {
    use safe_hook::hookable;

    use super::{Result, work};

    pub(crate) const NOT_HOOKED: fn(u64, &str) -> Result = not_hooked;
    pub(crate) const HOOKED_TWICE: fn(u64, &str) -> Result = hooked_twice;

    #[hookable("not_hooked")]
    fn not_hooked(id: u64, name: &str) -> Result {
        work(id, name)
    }

    #[hookable("hooked_twice")]
    fn hooked_twice(id: u64, name: &str) -> Result {
        work(id, name)
    }
}

struct First;

struct Second;

impl Hook for First {
    type Args<'a> = (u64, &'a str);
    type Result = Result;

    fn call<'a>(
        &'a self,
        args: Self::Args<'a>,
        next: &dyn for<'b> Fn(Self::Args<'b>) -> Result,
    ) -> Result {
        let result = next(args);
        if let Ok(total) = &result {
            first(args.1, total);
        }
        result
    }
}

impl Hook for Second {
    type Args<'a> = (u64, &'a str);
    type Result = Result;

    fn call<'a>(
        &'a self,
        args: Self::Args<'a>,
        next: &dyn for<'b> Fn(Self::Args<'b>) -> Result,
    ) -> Result {
        let result = next(args);
        if let Ok(total) = &result {
            second(args.0, total);
        }
        result
    }
}

/// An event outlives its publisher. The name would have to be copied in most
/// programs; here it is not, which is the least that jaeb can cost.
struct Published {
    id: u64,
    name: &'static str,
    total: u64,
}

impl SyncEventHandler<Published> for First {
    fn handle(&self, event: &Published, _: &EventBus) -> HandlerResult {
        first(event.name, &event.total);
        Ok(())
    }
}

impl SyncEventHandler<Published> for Second {
    fn handle(&self, event: &Published, _: &EventBus) -> HandlerResult {
        second(event.id, &event.total);
        Ok(())
    }
}

static BUS: LazyLock<EventBus> = LazyLock::new(|| {
    let bus = ready(EventBus::builder().build()).expect("a bus");
    // Dropping a subscription leaves it in place.
    let _ = ready(bus.subscribe(First)).expect("a subscription");
    let _ = ready(bus.subscribe(Second)).expect("a subscription");
    bus
});

/// Publishing is async, also to sync listeners.
#[inline(never)]
pub(crate) fn published(id: u64, name: &'static str) -> Result {
    ready(async {
        let result = work(id, name);
        if let Ok(total) = result {
            let published = BUS.publish(Published { id, name, total }).await;
            published.expect("an open bus");
        }
        result
    })
}

/// Adds the hooks. Once, before anything is measured.
pub(crate) fn hook() {
    let hookable = safe_hook::lookup_hookable("hooked_twice").expect("a hookable function");
    hookable
        .add_hook(Arc::new(First))
        .expect("a hook that fits");
    hookable
        .add_hook(Arc::new(Second))
        .expect("a hook that fits");
}
