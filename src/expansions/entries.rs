//! What is collected of a function: the statics for linkme.

/// The static of a place that fires, for linkme.
///
/// Input: `Async`, what is known of the function, the names of its arguments, why its
/// receiver is not seen, and what it offers:
///
/// ```text
/// Async "label" "docs" [line!()] "async fn name()" named "name" in Inside
/// ["user", "name"] unseen Borrows offers …
/// ```
///
/// It has a name where it is a function, and stands `in` something where it may be a
/// method.
/// The offers are listed where the types of all are known without a call,
///
/// ```text
/// offers [ref [User], val [String], copy [u32], given [offer],] whole [offer] ok [offer]
/// ```
///
/// with `type [Result<Profile, Error>]` for the last two, and, of an async origin, the
/// return value that it `keeps [Profile]` meanwhile. They are `otherwise [expression]`.
///
/// What the static is initialized with stands in a constant of its own: linkme takes
/// the static apart, and has the compiler parse it three times more.
#[doc(hidden)]
#[macro_export]
macro_rules! __callsite {
    (
        $flow:ident
        $label:tt $docs:tt [$($line:tt)*] $signature:tt
        $(named $name:tt)? $(in $inside:ident)?
        [$($names:tt)*] $(unseen $why:ident)?
        $(
            offers [$(
                $(ref [$($ref:tt)*])?
                $(val [$($val:tt)*])?
                $(copy [$($copy:tt)*])?
                $(given [$($given:tt)*])?,
            )*]
            $(type [$($type:tt)*])?
            $(whole [$($whole:tt)*] ok [$($ok:tt)*])?
            $(keeps [$($kept:tt)*])?
        )?
        $(otherwise [$($otherwise:tt)*])?
    ) => {
        const __SIDE_EFFECTS_ENTRY: __SideEffectsCallsite = side_effects_private::callsite(
            side_effects_private::facts(
                $label,
                ::core::concat!(::core::module_path!() $(, "::", $name)?),
                $docs,
                ::core::file!(),
                $($line)*,
                $signature,
            )
            $(.inside({
                enum $inside {}
                ::core::any::type_name::<$inside>
            }))?,
            side_effects_private::Flow::$flow,
            &[$($names)*],
            &[$(side_effects_private::Why::$why)?],
            $(
                side_effects_private::Some(|| {
                    side_effects_private::offers(
                        &[$(
                            $(__side_effects_of::<$($ref)*>().probe_facts().probe_keeping())?
                            $(
                                __side_effects_of::<$($val)*>()
                                    .probe_clone()
                                    .probe_facts()
                                    .probe_keeping()
                            )?
                            $(side_effects_private::by_copy::<$($copy)*>())?
                            $($($given)*)?,
                        )*],
                        $(
                            __side_effects_of::<$($type)*>().probe_facts().probe_keeping(),
                            __side_effects_of::<$($type)*>()
                                .probe_of_ok()
                                .probe_facts()
                                .probe_keeping(),
                        )?
                        $($($whole)*, $($ok)*)?
                    )
                    $(.keeping(__side_effects_of::<$($kept)*>().probe_is_send()))?
                })
            )?
            $($($otherwise)*)?
        );
        #[__side_effects_linkme::distributed_slice(__SIDE_EFFECTS_ORIGINS)]
        #[linkme(crate = __side_effects_linkme)]
        static __SIDE_EFFECTS_CALLSITE: __SideEffectsCallsite = __SIDE_EFFECTS_ENTRY;
    };
}

/// The static of a handler, for linkme, in the same way. What is known of a function
/// stands in both frames: in one of its own, inside of them, it would cost the compiler
/// as much as forty paths.
///
/// Input: what is known of the function, the `background!` around the entry if there
/// is one, and the rest of what makes a `HandlerEntry`
#[doc(hidden)]
#[macro_export]
macro_rules! __handler {
    (
        $label:tt $docs:tt [$($line:tt)*] $signature:tt
        named $name:tt $(in $inside:ident)?
        [$($around:tt)*] $($rest:tt)*
    ) => {
        const __SIDE_EFFECTS_ENTRY: __SideEffectsHandler = $($around)* (
            __SideEffectsHandler::new(
                side_effects_private::facts(
                    $label,
                    ::core::concat!(::core::module_path!(), "::", $name),
                    $docs,
                    ::core::file!(),
                    $($line)*,
                    $signature,
                )
                $(.inside({
                    enum $inside {}
                    ::core::any::type_name::<$inside>
                }))?,
                $($rest)*
            )
        );
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

/// The `Run` of a durable handler, which needs something to store its values with.
///
/// Input: `Async [id] ["queue"] [max_attempts] [store] [work]`
#[cfg(feature = "durable")]
#[doc(hidden)]
#[macro_export]
macro_rules! __durable {
    (
        $flow:ident [$($id:tt)*] [$($queue:tt)*] [$($max_attempts:tt)*]
        [$($store:tt)*] [$($work:tt)*]
    ) => {
        side_effects_private::Run::Durable(&side_effects_private::DurableEntry {
            id: $($id)*,
            queue: $($queue)*,
            max_attempts: $($max_attempts)*,
            store: $($store)*,
            work: side_effects_private::Work::$flow($($work)*),
        })
    };
}

#[cfg(not(feature = "durable"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __durable {
    ($($durable:tt)*) => {{
        ::core::compile_error!(
            "`durable` stores arguments as JSON: enable the feature `durable` of `side-effects`"
        );
        side_effects_private::Run::Sync(side_effects_private::RunSync::Infallible(|_| ()))
    }};
}
