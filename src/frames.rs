//! The frames of the expansions: what stands in every one of them.
//!
//! rustc expands them by itself, and fast, while each token that an attribute
//! hands over is made by a procedural macro, which runs unoptimized. So an
//! attribute hands over what differs from function to function, as token trees:
//! any other fragment is parsed when it is matched, and again where it stands. And
//! where the name of a variable comes as an `ident`, the compiler takes the variable
//! for one of the frame's own.
//!
//! The frames go by the names that an expansion imports: `side_effects_private`,
//! which is [`__private`](crate::__private), and what is chosen by type.

/// What is known of a function.
///
/// Input: `["label"] "name" ["docs"] [line!()] "fn name()"`, and `in Inside`
/// where it may be a method
///
/// Output: `Facts`
#[doc(hidden)]
#[macro_export]
macro_rules! __facts {
    (
        [$($label:tt)*] $name:tt [$($docs:tt)*] [$($line:tt)*] $signature:tt $(in $inside:ident)?
    ) => {
        side_effects_private::facts(
            $($label)*,
            ::core::concat!(::core::module_path!(), "::", $name),
            $($docs)*,
            ::core::file!(),
            $($line)*,
            $signature,
        )
        $(.inside({
            enum $inside {}
            ::core::any::type_name::<$inside>
        }))?
    };
}

/// The static of a place that fires, for linkme.
///
/// Input: what is known of it, how it runs, the names of its arguments, and what it
/// offers
///
/// What it is initialized with stands in a constant of its own: linkme takes the
/// static apart, and has the compiler parse it three times more.
#[doc(hidden)]
#[macro_export]
macro_rules! __callsite {
    ($($args:tt)*) => {
        const __SIDE_EFFECTS_ENTRY: __SideEffectsCallsite =
            side_effects_private::callsite($($args)*);
        #[__side_effects_linkme::distributed_slice(__SIDE_EFFECTS_ORIGINS)]
        #[linkme(crate = __side_effects_linkme)]
        static __SIDE_EFFECTS_CALLSITE: __SideEffectsCallsite = __SIDE_EFFECTS_ENTRY;
    };
}

/// The static of a handler, for linkme, in the same way.
///
/// Input: a `HandlerEntry`
#[doc(hidden)]
#[macro_export]
macro_rules! __handler {
    ($($entry:tt)*) => {
        const __SIDE_EFFECTS_ENTRY: __SideEffectsHandler = $($entry)*;
        #[__side_effects_linkme::distributed_slice(__SIDE_EFFECTS_HANDLERS)]
        #[linkme(crate = __side_effects_linkme)]
        static __SIDE_EFFECTS_HANDLER: __SideEffectsHandler = __SIDE_EFFECTS_ENTRY;
    };
}

/// The handler in the background, which needs a runtime.
#[cfg(feature = "tokio")]
#[doc(hidden)]
#[macro_export]
macro_rules! __background {
    ($entry:expr) => {
        $entry.in_background()
    };
}

#[cfg(not(feature = "tokio"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __background {
    ($entry:expr) => {{
        ::core::compile_error!(
            "`background` needs a runtime: enable the feature `tokio` of `side-effects`"
        );
        $entry
    }};
}

/// What an origin offers where its types are known without a call.
///
/// Input: `[ref [User], val [String], copy [u32], given [offer],] whole [offer] ok [facts]`,
/// or `type [Result<Profile, Error>]` for the last two
///
/// Output: `offers(&[…], whole, ok)`; of an async origin, which `keeps` its
/// return value meanwhile, with whether that is `Send`
#[doc(hidden)]
#[macro_export]
macro_rules! __offers {
    (
        [$(
            $(ref [$($ref:tt)*])?
            $(val [$($val:tt)*])?
            $(copy [$($copy:tt)*])?
            $(given [$($given:tt)*])?,
        )*]
        $(type [$($type:tt)*])?
        $(whole [$($whole:tt)*] ok [$($ok:tt)*])?
        $(keeps [$($kept:tt)*])?
    ) => {
        side_effects_private::offers(
            &[$(
                $(__side_effects_by_reference(
                    __SideEffectsProbe::<$($ref)*>::PROBE_SHARED,
                    __SideEffectsProbe::<$($ref)*>::PROBE_TARGET,
                    __SideEffectsProbe::<$($ref)*>::PROBE_OWN,
                    __SideEffectsProbe::<$($ref)*>::PROBE_SHOW,
                ))?
                $(__side_effects_by_clone(
                    __SideEffectsProbe::<$($val)*>::PROBE_SHARED,
                    __SideEffectsProbe::<$($val)*>::PROBE_TARGET,
                    __SideEffectsProbe::<$($val)*>::PROBE_OWN,
                    __SideEffectsProbe::<$($val)*>::PROBE_SHOW,
                    __SideEffectsProbe::<$($val)*>::PROBE_CLONE,
                ))?
                $(__side_effects_by_copy::<$($copy)*>())?
                $($($given)*)?,
            )*],
            $(
                __side_effects_by_reference(
                    __SideEffectsProbe::<$($type)*>::PROBE_SHARED,
                    __SideEffectsProbe::<$($type)*>::PROBE_TARGET,
                    __SideEffectsProbe::<$($type)*>::PROBE_OWN,
                    __SideEffectsProbe::<$($type)*>::PROBE_SHOW,
                ),
                side_effects_private::Some({
                    let ok = (&&(&&__SideEffectsProbe::<$($type)*>::TYPE).probe_success())
                        .probe_of_referent();
                    (&&&&ok).probe_keeping((&&&&ok).probe_facts())
                }),
            )?
            $($($whole)*, $($ok)*)?
        )
        $(.keeping(__SideEffectsProbe::<$($kept)*>::PROBE_SEND))?
    };
}

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
/// Input: `prepared; (clone_1 1 [&name] [String])`
#[doc(hidden)]
#[macro_export]
macro_rules! __prepare {
    ($prepared:ident; $(($clone:ident $position:tt [$($value:tt)*] [$($type:tt)*]))*) => {
        let $prepared = side_effects_private::prepare(&__SIDE_EFFECTS_CALLSITE);
        $(
            let $clone = side_effects_private::copied(
                $prepared,
                $position,
                $($value)*,
                __SideEffectsProbe::<$($type)*>::PROBE_CLONE,
            );
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
                (&&&&&__side_effects_probe(&$result)).probe_verdict(&$result),
            ) {
                side_effects_private::fire(
                    &__SIDE_EFFECTS_CALLSITE,
                    $prepared,
                    &[$($local)* (&&&__side_effects_probe(&$result)).probe_ok(&$result)],
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
                (&&&&&__side_effects_probe(&$result)).probe_verdict(&$result),
            ) {
                side_effects_private::prepare_and_fire(
                    &__SIDE_EFFECTS_CALLSITE,
                    &[$($local)* (&&&__side_effects_probe(&$result)).probe_ok(&$result)],
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
        (&&__side_effects_probe(&$result)).probe_keep($result)
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
                (&&&&&__side_effects_probe(&*$result)).probe_verdict(&*$result),
            )
        {
            let sealed = side_effects_private::seal(
                $prepared,
                [$($local)* (&&&__side_effects_probe(&*$result)).probe_ok(&*$result)],
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
                (&&&&&__side_effects_probe(&*$result)).probe_verdict(&*$result),
            )
        {
            let prepared = side_effects_private::Callsite::prepare(&__SIDE_EFFECTS_CALLSITE);
            let sealed = side_effects_private::seal(
                prepared,
                [$($local)* (&&&__side_effects_probe(&*$result)).probe_ok(&*$result)],
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
        (&&&&&__side_effects_probe($($result)*)).probe_verdict($($result)*)
    };
}
