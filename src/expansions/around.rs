//! What stands around the body of an origin: before it, and after.

/// Moves parameters into the part of the body that drops them. That this looks
/// odd is no fault of the user's.
///
/// Input: names, or `[pattern] [value]`. Names do not begin with `_`, since each
/// lint that is allowed costs the compiler as much as ten paths.
#[doc(hidden)]
#[macro_export]
macro_rules! __bind_again {
    ([$($pattern:tt)*] [$($value:tt)*]) => {
        #[allow(
            clippy::no_effect_underscore_binding,
            clippy::shadow_reuse,
            clippy::shadow_same,
            clippy::used_underscore_binding
        )]
        let $($pattern)* = $($value)*;
    };
    ($name:tt) => {
        #[allow(clippy::shadow_same)]
        let $name = $name;
    };
    ($($name:tt)*) => {
        #[allow(clippy::shadow_reuse)]
        let ($($name),*) = ($($name),*);
    };
}

/// Prepares for an event before the body of an origin of which it is known
/// without a call what it offers, and that keeps clones.
///
/// Input: `prepared; (clone_1 1 [&name])`
#[doc(hidden)]
#[macro_export]
macro_rules! __prepare {
    ($prepared:ident; $(($clone:ident $position:tt [$($value:tt)*]))*) => {
        let $prepared = side_effects_private::prepare(&__SIDE_EFFECTS_CALLSITE);
        $(
            let $clone = __side_effects_given($($value)*)
                .probe_copied($prepared.wants($position));
        )*
    };
}

/// Fires the event of a sync origin if there is a reason to, and comes to its
/// return value. That goes to a place of its own, so that an origin that has
/// nothing to fire need not keep it in memory.
///
/// Input: `result if prepared; local(user), local(&result),` where the event was
/// prepared for before the body, or else `result; …`: the type of the return
/// value decides whether the event fires, and what its `Ok` is. Where it does
/// not, `result if [condition] [verdict] fire(…)`
#[doc(hidden)]
#[macro_export]
macro_rules! __fire_sync {
    ($result:ident if $prepared:ident; $($local:tt)*) => {
        if side_effects_private::may_fire($prepared) {
            let $result = $result;
            if side_effects_private::passes(
                &__SIDE_EFFECTS_CALLSITE,
                __side_effects_given(&$result).probe_verdict(),
            ) {
                side_effects_private::fire(
                    &__SIDE_EFFECTS_CALLSITE,
                    $prepared,
                    &[$($local)* __side_effects_given(&$result).probe_ok()],
                );
            }
            $result
        } else {
            $result
        }
    };
    ($result:ident; $($local:tt)*) => {
        if side_effects_private::may_fire_late(&__SIDE_EFFECTS_CALLSITE) {
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

/// Keeps the return value of an async origin, so that the future is `Send` even
/// if the value is not.
#[doc(hidden)]
#[macro_export]
macro_rules! __keep {
    ($result:ident) => {
        side_effects_private::probe(&$result).probe_keep($result)
    };
}

/// Fires the event of an async origin if there is a reason to, and comes to its
/// return value, which was kept.
///
/// Input: as for a sync origin
#[doc(hidden)]
#[macro_export]
macro_rules! __fire_async {
    ($result:ident if $prepared:ident; $($local:tt)*) => {
        if side_effects_private::may_fire($prepared)
            && side_effects_private::passes(
                &__SIDE_EFFECTS_CALLSITE,
                __side_effects_given(&*$result).probe_verdict(),
            )
        {
            let sealed = side_effects_private::seal(
                $prepared,
                [$($local)* __side_effects_given(&*$result).probe_ok()],
            );
            let event = side_effects_private::async_event(
                &__SIDE_EFFECTS_CALLSITE,
                $prepared,
                &sealed,
            );
            let _ = side_effects_private::fire_and_log(&event).await;
        }
        $result.into_inner()
    };
    ($result:ident; $($local:tt)*) => {
        if side_effects_private::may_fire_late(&__SIDE_EFFECTS_CALLSITE)
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

/// Whether the type of a return value lets the event fire.
#[doc(hidden)]
#[macro_export]
macro_rules! __verdict {
    ($($result:tt)*) => {
        __side_effects_given($($result)*).probe_verdict()
    };
}
