//! Receivers by value are dropped when the body ends, after the other
//! parameters, and before any effect runs.

use side_effects::{Event, has_side_effects, is_side_effect_of};

use crate::notes::{Noisy, note, notes};

fn noisy(name: &'static str) -> Noisy {
    Noisy(name)
}

macro_rules! methods_drop_like_bare_ones {
    ($test:ident, $label:literal, $call:expr, $($method:tt)*) => {
        mod $test {
            use super::*;

            mod bare {
                use super::*;
                pub(super) struct Owner(#[allow(dead_code)] pub(super) Noisy);
                impl Owner {
                    $($method)*
                }
                pub(super) fn call() -> Vec<String> {
                    let _ = $call;
                    notes()
                }
            }

            mod origin {
                use super::*;
                pub(super) struct Owner(#[allow(dead_code)] pub(super) Noisy);
                impl Owner {
                    #[has_side_effects($label)]
                    $($method)*
                }
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
            fn drops_like_a_bare_method() {
                let mut bare = bare::call();
                assert!(bare.len() > 1, "{bare:?}");
                bare.push("effect".to_owned());
                assert_eq!(origin::call(), bare);
            }
        }
    };
}

methods_drop_like_bare_ones!(
    self_by_value,
    "drop_order/self",
    Owner(noisy("self")).f(noisy("a"), noisy("b")),
    fn f(self, _a: Noisy, _: Noisy) {
        note(format!("body {}", self.0.0));
    }
);

methods_drop_like_bare_ones!(
    self_that_is_not_used,
    "drop_order/self_unused",
    Owner(noisy("self")).f(noisy("a")),
    fn f(self, _a: Noisy) {
        note("body");
    }
);

methods_drop_like_bare_ones!(
    self_that_is_moved_out_of,
    "drop_order/self_moved",
    std::mem::forget(Owner(noisy("self")).f(noisy("a"))),
    fn f(self, _a: Noisy) -> Noisy {
        note("body");
        self.0
    }
);

methods_drop_like_bare_ones!(
    mutable_self,
    "drop_order/mut_self",
    Owner(noisy("self")).f((noisy("a"), noisy("b"))),
    fn f(mut self, (_a, _): (Noisy, Noisy)) {
        self.0 = Noisy("new");
        note(format!("body {}", self.0.0));
    }
);

methods_drop_like_bare_ones!(
    boxed_self,
    "drop_order/box_self",
    Box::new(Owner(noisy("self"))).f(noisy("a")),
    fn f(self: Box<Self>, a: Noisy) {
        note(format!("body {} {}", self.0.0, a.0));
        drop(a);
    }
);
