//! The frames of the expansions. What stands in every one of them is written
//! here, where rustc expands it by itself: an attribute hands over each token.

/// What is known of a function.
#[doc(hidden)]
#[macro_export]
macro_rules! __facts {
    ($label:expr; $name:literal; $inside:expr; $docs:expr; $file:expr; $line:expr; $signature:literal) => {
        $crate::__private::Facts {
            label: $label,
            path: ::core::concat!(::core::module_path!(), "::", $name),
            inside: $inside,
            docs: $docs,
            file: $file,
            line: $line,
            signature: $signature,
        }
    };
}

/// The static of a place that fires. Its value stands in a block, so that linkme
/// takes it as one token.
#[doc(hidden)]
#[macro_export]
macro_rules! __callsite {
    ($entry:expr) => {
        #[$crate::__private::linkme::distributed_slice($crate::__private::SIDE_EFFECTS_ORIGINS)]
        #[linkme(crate = $crate::__private::linkme)]
        static __SIDE_EFFECTS_CALLSITE: $crate::__private::Callsite = {
            #[allow(unused_imports)]
            use $crate::__private::by_type::*;
            $crate::__private::Callsite::new($entry)
        };
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

/// What an origin offers where its types are known without a call: one for each
/// argument, the return value as a whole, and the value of its `Ok`.
#[doc(hidden)]
#[macro_export]
macro_rules! __offers {
    ([$($arg:tt)*] $whole:tt $ok:tt) => {
        $crate::__private::Some(|| {
            $crate::__private::Offers::of(
                &[$($crate::__offer!($arg)),*],
                $crate::__offer!($whole),
                $crate::__ok_offer!($ok),
            )
        })
    };
}

/// What one argument offers: seen by reference, or as a clone.
#[doc(hidden)]
#[macro_export]
macro_rules! __offer {
    ((ref $type:ty)) => {
        $crate::__private::by_reference(
            $crate::__private::Probe::<$type>::PROBE_SHARED,
            $crate::__private::Probe::<$type>::PROBE_TARGET,
            $crate::__private::Probe::<$type>::PROBE_OWN,
            $crate::__private::Probe::<$type>::PROBE_SHOW,
        )
    };
    ((val $type:ty)) => {
        $crate::__private::by_clone(
            $crate::__private::Probe::<$type>::PROBE_SHARED,
            $crate::__private::Probe::<$type>::PROBE_TARGET,
            $crate::__private::Probe::<$type>::PROBE_OWN,
            $crate::__private::Probe::<$type>::PROBE_SHOW,
            $crate::__private::Probe::<$type>::PROBE_CLONE,
        )
    };
    ((given $offer:expr)) => {
        $offer
    };
}

/// What the `Ok` of a return value of this type offers.
#[doc(hidden)]
#[macro_export]
macro_rules! __ok_offer {
    ((ok $type:ty)) => {
        $crate::__private::Some({
            let ok =
                (&&(&&$crate::__private::Probe::<$type>::TYPE).probe_success()).probe_of_referent();
            (&&&&ok).probe_keeping((&&&&ok).probe_facts())
        })
    };
    ((given $offer:expr)) => {
        $offer
    };
}

/// Moves parameters into the part of the body that drops them. That this looks
/// odd is no fault of the user's.
#[doc(hidden)]
#[macro_export]
macro_rules! __bind_again {
    ($pattern:pat = $value:expr) => {
        #[allow(
            clippy::no_effect_underscore_binding,
            clippy::shadow_reuse,
            clippy::shadow_same,
            clippy::used_underscore_binding
        )]
        let $pattern = $value;
    };
}

/// Prepares for an event before the body of an origin that it is known without a
/// call of what it offers, and that keeps clones.
#[doc(hidden)]
#[macro_export]
macro_rules! __prepare {
    ($prepared:ident; $(($clone:ident $position:literal $value:expr; $type:ty))*) => {
        let $prepared = if $crate::__private::Callsite::is_idle(&__SIDE_EFFECTS_CALLSITE)
            && !$crate::__private::interest()
        {
            $crate::__private::Prepared::IDLE
        } else {
            $crate::__private::Callsite::prepare(&__SIDE_EFFECTS_CALLSITE)
        };
        let ($($clone,)*) = {
            #[allow(unused_imports)]
            use $crate::__private::by_type::*;
            ($($crate::__private::Prepared::copied(
                $prepared,
                $position,
                $value,
                $crate::__private::Probe::<$type>::PROBE_CLONE,
            ),)*)
        };
    };
}

/// Fires the event of a sync origin if there is a reason to, and comes to its
/// return value.
///
/// That goes to a place of its own, so that an origin that has nothing to fire
/// need not keep it in memory.
#[doc(hidden)]
#[macro_export]
macro_rules! __fire_sync {
    ($result:ident if $active:expr; $verdict:expr; $fire:expr) => {
        if $active || $crate::__private::interest() {
            #[allow(unused_imports)]
            use $crate::__private::by_type::*;
            let $result = $result;
            if $crate::__private::passes(&__SIDE_EFFECTS_CALLSITE, $verdict) {
                $fire;
            }
            $result
        } else {
            $result
        }
    };
}

/// Whether the type of a return value lets the event fire.
#[doc(hidden)]
#[macro_export]
macro_rules! __verdict {
    ($result:expr) => {
        (&&&&&$crate::__private::Probe::of($result)).probe_verdict($result)
    };
}
