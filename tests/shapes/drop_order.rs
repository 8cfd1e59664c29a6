//! By-value parameters are dropped when the body ends, in the order of a bare
//! function, and before any effect runs.

use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};

use side_effects::{Event, has_side_effects, is_side_effect_of};

use crate::notes::{Noisy, note, notes};

/// A function `f`, with the attribute and without: what is noted during a call
/// is the same, and then the effect runs.
macro_rules! drops_like_a_bare_function {
    ($test:ident, $label:literal, { $function:item }, $call:expr) => {
        mod $test {
            use super::*;

            mod bare {
                use super::*;
                $function
                pub(super) fn call() -> Vec<String> {
                    let _ = $call;
                    notes()
                }
            }

            mod origin {
                use super::*;
                #[has_side_effects($label)]
                $function
                pub(super) fn call() -> Vec<String> {
                    let _ = $call;
                    notes()
                }
            }

            #[is_side_effect_of($label)]
            fn effect(_event: &Event<'_>) {
                note("effect");
            }

            #[test]
            fn drops_like_a_bare_function() {
                let mut bare = bare::call();
                assert!(bare.len() > 1, "{bare:?}");
                bare.push("effect".to_owned());
                assert_eq!(origin::call(), bare);
            }
        }
    };
}

fn noisy(name: &'static str) -> Noisy {
    Noisy(name)
}

drops_like_a_bare_function!(
    parameters_that_are_not_used,
    "drop_order/unused",
    {
        fn f(_a: Noisy, _b: Noisy, _c: Noisy) {
            note("body");
        }
    },
    f(noisy("a"), noisy("b"), noisy("c"))
);

drops_like_a_bare_function!(
    parameters_and_locals,
    "drop_order/locals",
    {
        fn f(a: Noisy, b: Noisy) -> &'static str {
            let _local = Noisy("local");
            note(format!("body {} {}", a.0, b.0));
            "end"
        }
    },
    f(noisy("a"), noisy("b"))
);

drops_like_a_bare_function!(
    a_parameter_that_is_consumed,
    "drop_order/consumed",
    {
        fn f(a: Noisy, b: Noisy, c: Noisy) {
            drop(b);
            note(format!("body {} {}", a.0, c.0));
        }
    },
    f(noisy("a"), noisy("b"), noisy("c"))
);

drops_like_a_bare_function!(
    a_parameter_that_is_consumed_on_one_path,
    "drop_order/maybe_consumed",
    {
        fn f(a: Noisy, b: Noisy, flag: bool) {
            if flag {
                drop(a);
            }
            note(format!("body {}", b.0));
        }
    },
    (f(noisy("a"), noisy("b"), false),)
);

drops_like_a_bare_function!(
    an_early_return,
    "drop_order/early_return",
    {
        fn f(a: Noisy, b: Noisy, flag: bool) -> u8 {
            let _local = Noisy("local");
            if flag {
                return 1;
            }
            note(format!("not reached {} {}", a.0, b.0));
            2
        }
    },
    f(noisy("a"), noisy("b"), true)
);

drops_like_a_bare_function!(
    a_parameter_that_is_returned,
    "drop_order/returned",
    {
        fn f(a: Noisy, _b: Noisy) -> Noisy {
            note("body");
            a
        }
    },
    std::mem::forget(f(noisy("a"), noisy("b")))
);

drops_like_a_bare_function!(
    a_mutable_parameter_that_is_replaced,
    "drop_order/replaced",
    {
        fn f(mut a: Noisy, b: Noisy) {
            note(format!("body {}", a.0));
            a = Noisy("new");
            note(format!("body {} {}", a.0, b.0));
        }
    },
    f(noisy("a"), noisy("b"))
);

drops_like_a_bare_function!(
    wildcards,
    "drop_order/wildcards",
    {
        fn f(_: Noisy, _b: Noisy, _: Noisy) {
            note("body");
        }
    },
    f(noisy("a"), noisy("b"), noisy("c"))
);

drops_like_a_bare_function!(
    a_partly_bound_tuple,
    "drop_order/tuple",
    {
        fn f(_a: Noisy, (_b, _, _d): (Noisy, Noisy, Noisy), _e: Noisy) {
            note("body");
        }
    },
    f(noisy("a"), (noisy("b"), noisy("c"), noisy("d")), noisy("e"))
);

drops_like_a_bare_function!(
    a_tuple_that_is_bound_as_a_whole,
    "drop_order/whole_tuple",
    {
        fn f((_a, _b): (Noisy, Noisy), (_c, (_d, _e)): (Noisy, (Noisy, Noisy))) {
            note("body");
        }
    },
    f(
        (noisy("a"), noisy("b")),
        (noisy("c"), (noisy("d"), noisy("e")))
    )
);

pub(crate) struct Parts {
    one: Noisy,
    two: Noisy,
    three: [Noisy; 2],
}

fn parts() -> Parts {
    Parts {
        one: noisy("one"),
        two: noisy("two"),
        three: [noisy("three"), noisy("four")],
    }
}

drops_like_a_bare_function!(
    a_partly_bound_struct,
    "drop_order/struct",
    {
        fn f(Parts { two, .. }: Parts, _a: Noisy) {
            note(format!("body {}", two.0));
        }
    },
    f(parts(), noisy("a"))
);

drops_like_a_bare_function!(
    a_partly_bound_nested_struct,
    "drop_order/nested",
    {
        fn f(
            Parts {
                one,
                two: _,
                three: [_, four],
            }: Parts,
            _a: Noisy,
        ) -> Noisy {
            note(format!("body {}", four.0));
            one
        }
    },
    std::mem::forget(f(parts(), noisy("a")))
);

drops_like_a_bare_function!(
    bindings_by_ref,
    "drop_order/ref",
    {
        fn f(ref a: Noisy, (ref b, ref mut c): (Noisy, Noisy), (d, ref e): (Noisy, Noisy)) {
            note(format!("body {} {} {}", a.0, b.0, e.0));
            *c = Noisy("new");
            drop(d);
        }
    },
    f(
        noisy("a"),
        (noisy("b"), noisy("c")),
        (noisy("d"), noisy("e"))
    )
);

drops_like_a_bare_function!(
    references,
    "drop_order/references",
    {
        fn f(a: &Noisy, (b, _): &(Noisy, Noisy), c: &mut Noisy, _d: Noisy) {
            *c = Noisy("new");
            note(format!("body {} {}", a.0, b.0));
        }
    },
    // What the caller keeps is none of this test's business.
    f(
        &ManuallyDrop::new(noisy("a")),
        &ManuallyDrop::new((noisy("b"), noisy("b2"))),
        &mut ManuallyDrop::new(noisy("c")),
        noisy("d")
    )
);

drops_like_a_bare_function!(
    a_temporary_in_the_tail,
    "drop_order/temporary",
    {
        fn f(a: Noisy, _b: Noisy) -> usize {
            note(format!("body {}", a.0));
            Noisy("temporary").0.len()
        }
    },
    f(noisy("a"), noisy("b"))
);

drops_like_a_bare_function!(
    an_opaque_return_type,
    "drop_order/opaque",
    {
        fn f(a: Noisy, _: Noisy) -> impl std::fmt::Debug {
            note("body");
            a.0
        }
    },
    f(noisy("a"), noisy("b"))
);

#[derive(Clone)]
struct Cloned(&'static str, #[allow(dead_code)] std::rc::Rc<Noisy>);

#[has_side_effects("drop_order/clones")]
fn cloned(a: Cloned) -> usize {
    note(format!("body {}", a.0));
    a.0.len()
}

#[is_side_effect_of("drop_order/clones")]
fn effect(a: &Cloned) {
    note(format!("effect {}", a.0));
}

#[test]
fn the_clone_for_the_handlers_is_dropped_after_them() {
    assert_eq!(cloned(Cloned("a", Noisy("shared").into())), 1);
    note("returned");
    assert_eq!(notes(), ["body a", "effect a", "drop shared", "returned"]);
}

#[has_side_effects("drop_order/panic")]
fn panicking(_a: Noisy, (_b, _): (Noisy, Noisy)) {
    let _local = Noisy("local");
    panic!("as asked");
}

#[is_side_effect_of("drop_order/panic")]
fn not_reached(_event: &Event<'_>) {
    note("effect");
}

#[test]
fn a_panic_drops_the_parameters_and_runs_no_effect() {
    let call = || panicking(Noisy("a"), (Noisy("b"), Noisy("c")));
    catch_unwind(AssertUnwindSafe(call)).unwrap_err();
    assert_eq!(notes(), ["drop local", "drop b", "drop c", "drop a"]);
}

#[has_side_effects("drop_order/unhandled")]
fn unhandled(_a: Noisy, (_b, _): (Noisy, Noisy)) {
    note("body");
}

#[test]
fn without_handlers_the_parameters_are_dropped_all_the_same() {
    unhandled(Noisy("a"), (Noisy("b"), Noisy("c")));
    note("returned");
    assert_eq!(notes(), ["body", "drop b", "drop c", "drop a", "returned"]);
}
