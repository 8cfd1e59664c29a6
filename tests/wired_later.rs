//! What only a call can tell, as the docs of `check()` list it: each of these has a
//! handler that asks for a wrong type, which the first call finds. What stands
//! beside such a type is known without a call.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt as _;
use side_effects::{check, fire, has_side_effects, is_side_effect_of};

macro_rules! wrong_handler {
    ($($label:literal)*) => {
        const _: () = {
            /// Asks for what nobody offers.
            #[is_side_effect_of($($label),*)]
            fn wrong_handler(id: std::time::Duration) {
                let _ = id;
            }
        };
    };
}
wrong_handler!("generic" "const_generic" "impl_trait" "parameter_like" "of_the_impl" "fired");
wrong_handler!("known" "beside_generic" "beside_impl_trait" "future" "borrowing" "method");

#[has_side_effects("generic")]
fn generic<T: Clone + 'static>(id: T) {
    let _ = id;
}

#[has_side_effects("const_generic")]
fn const_generic<const N: usize>(id: [u8; N]) {
    let _ = id;
}

#[has_side_effects("impl_trait")]
fn impl_trait(id: impl Clone + 'static) {
    let _ = id;
}

type DB = u8;

#[has_side_effects("parameter_like", capture(id))]
fn parameter_like(id: DB) {
    let _ = id;
}

struct Account<T>(T);

impl<T: Clone + 'static> Account<T> {
    #[has_side_effects("of_the_impl", capture(id))]
    fn rename(&self, id: T) {
        let _ = id;
    }

    #[has_side_effects("method", capture(self))]
    fn close(&self, id: u8, _other: &T) -> Option<&T> {
        let _ = id;
        Some(&self.0)
    }
}

fn fired() {
    fire!("fired", id = 1_u8);
}

#[has_side_effects("known")]
fn known(id: u8) -> impl Sized {
    id
}

#[has_side_effects("beside_generic")]
fn beside_generic<T, const N: usize>(id: u8, _other: [T; N]) {
    let _ = id;
}

#[has_side_effects("beside_impl_trait")]
fn beside_impl_trait(id: u8, _other: impl Sized) {
    let _ = id;
}

#[has_side_effects("future")]
fn future(id: u8) -> impl Future<Output = u8> {
    async move { id }
}

#[has_side_effects("borrowing")]
async fn borrowing(id: &u8) -> &u8 {
    id
}

/// Whether `check` finds the handler.
fn is_found(label: &str) -> bool {
    check()
        .iter()
        .any(|message| message.label() == label && message.id() == "E001")
}

fn assert_found_by(label: &str, call: fn()) {
    let panic = catch_unwind(AssertUnwindSafe(call)).expect_err(label);
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(text.contains(&format!("(label `{label}`)")), "{text}");
}

#[test]
fn the_first_call_finds_what_only_a_call_can_tell() {
    let calls: [(&str, fn()); 6] = [
        ("generic", || generic(1)),
        ("const_generic", || const_generic([1])),
        ("impl_trait", || impl_trait(1)),
        ("parameter_like", || parameter_like(1)),
        ("of_the_impl", || Account(1).rename(1)),
        ("fired", fired),
    ];
    for (label, call) in calls {
        assert!(!is_found(label), "{label} is found without a call");
        assert_found_by(label, call);
    }
}

#[test]
fn check_finds_what_stands_beside_it() {
    let calls: [(&str, fn()); 6] = [
        ("known", || drop(known(1))),
        ("beside_generic", || beside_generic(1, [1])),
        ("beside_impl_trait", || beside_impl_trait(1, 1)),
        ("future", || assert!(future(1).now_or_never().is_some())),
        ("borrowing", || {
            assert!(borrowing(&1).now_or_never().is_some());
        }),
        ("method", || assert!(Account(1).close(1, &1).is_some())),
    ];
    for (label, call) in calls {
        assert!(is_found(label), "{label} is not found without a call");
        assert_found_by(label, call);
    }
}
