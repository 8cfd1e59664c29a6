//! What stands behind the body of an origin.

/// Fires the event of a sync origin if there is a reason to, and comes to its
/// return value. That goes to a place of its own, so that an origin that has
/// nothing to fire need not keep it in memory.
///
/// Input: `result if kept [clones]; local(user), local(&result),` where the event was
/// prepared for before the body, or else `result; …`: the type of the return
/// value decides whether the event fires, and what its `Ok` is. Where it does
/// not, `result if [condition] [verdict] fire(…)`
#[doc(hidden)]
#[macro_export]
macro_rules! __fire_sync {
    ($result:ident if $kept:ident [$($clones:tt)*]; $($local:tt)*) => {
        if $kept.may_fire() {
            let $result = $result;
            if side_effects_private::passes(
                &__SIDE_EFFECTS_CALLSITE,
                __side_effects_given(&$result).probe_verdict(),
            ) {
                let (prepared, $($clones)*) = $kept.parts();
                side_effects_private::fire(
                    &__SIDE_EFFECTS_CALLSITE,
                    prepared,
                    &[$($local)* __side_effects_given(&$result).probe_ok()],
                );
            }
            $result
        } else {
            $result
        }
    };
    ($result:ident; $($local:tt)*) => {
        if side_effects_private::may_fire(&__SIDE_EFFECTS_CALLSITE) {
            let $result = $result;
            if side_effects_private::passes(
                &__SIDE_EFFECTS_CALLSITE,
                __side_effects_given(&$result).probe_verdict(),
            ) {
                side_effects_private::prepare_and_fire(
                    &__SIDE_EFFECTS_CALLSITE,
                    &[$($local)* __side_effects_given(&$result).probe_ok()],
                );
            }
            $result
        } else {
            $result
        }
    };
    ($result:ident if [$($condition:tt)*] [$($verdict:tt)*] $($fire:tt)*) => {
        if $($condition)* {
            let $result = $result;
            if side_effects_private::passes(&__SIDE_EFFECTS_CALLSITE, $($verdict)*) {
                $($fire)*;
            }
            $result
        } else {
            $result
        }
    };
}

/// Fires the event of an async origin if there is a reason to, and comes to its
/// return value, which was kept.
///
/// Input: as for a sync origin
#[doc(hidden)]
#[macro_export]
macro_rules! __fire_async {
    ($result:ident if $kept:ident [$($clones:tt)*]; $($local:tt)*) => {
        if $kept.may_fire()
            && side_effects_private::passes(
                &__SIDE_EFFECTS_CALLSITE,
                __side_effects_given(&*$result).probe_verdict(),
            )
        {
            let (prepared, $($clones)*) = $kept.parts();
            let sealed = side_effects_private::seal(
                prepared,
                [$($local)* __side_effects_given(&*$result).probe_ok()],
            );
            let event = side_effects_private::async_event(
                &__SIDE_EFFECTS_CALLSITE,
                prepared,
                &sealed,
            );
            let _ = side_effects_private::fire_and_log(&event).await;
        }
        $result.into_inner()
    };
    ($result:ident; $($local:tt)*) => {
        if side_effects_private::may_fire(&__SIDE_EFFECTS_CALLSITE)
            && side_effects_private::passes(
                &__SIDE_EFFECTS_CALLSITE,
                __side_effects_given(&*$result).probe_verdict(),
            )
        {
            let prepared = side_effects_private::Callsite::prepare(&__SIDE_EFFECTS_CALLSITE);
            let sealed = side_effects_private::seal(
                prepared,
                [$($local)* __side_effects_given(&*$result).probe_ok()],
            );
            let event = side_effects_private::async_event(
                &__SIDE_EFFECTS_CALLSITE,
                prepared,
                &sealed,
            );
            let _ = side_effects_private::fire_and_log(&event).await;
        }
        $result.into_inner()
    };
}
