//! What only a call can tell, as the docs of `check()` list it: each of these has a
//! handler that asks for a wrong type, which the first call finds.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt as _;
use side_effects::{check, fire, has_side_effects, is_side_effect_of};

macro_rules! wrong_handler {
    ($($label:literal)*) => {
        /// Asks for what nobody offers.
        #[is_side_effect_of($($label),*)]
        fn wrong_handler(id: std::time::Duration) {
            let _ = id;
        }
    };
}
wrong_handler!("generic" "const_generic" "impl_trait" "parameter_like" "future" "borrowing" "fired" "known");

#[has_side_effects("known")]
fn known(id: u8) -> impl Sized {
    id
}

#[has_side_effects("generic")]
fn generic<T>(id: u8, _other: T) {
    let _ = id;
}

#[has_side_effects("const_generic")]
fn const_generic<const N: usize>(id: u8) {
    let _ = id;
}

#[has_side_effects("impl_trait")]
fn impl_trait(id: u8, _other: impl Sized) {
    let _ = id;
}

type DB = u8;

#[has_side_effects("parameter_like")]
fn parameter_like(id: DB) {
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

fn fired() {
    fire!("fired", id = 1_u8);
}

/// Whether `check` finds the handler.
fn is_found(label: &str) -> bool {
    check()
        .iter()
        .any(|message| message.label() == label && message.id() == "E001")
}

#[test]
fn the_first_call_finds_what_only_a_call_can_tell() {
    let calls: [(&str, fn()); 7] = [
        ("generic", || generic(1, 1)),
        ("const_generic", || const_generic::<1>(1)),
        ("impl_trait", || impl_trait(1, 1)),
        ("parameter_like", || parameter_like(1)),
        ("future", || assert!(future(1).now_or_never().is_some())),
        ("borrowing", || {
            assert!(borrowing(&1).now_or_never().is_some())
        }),
        ("fired", fired),
    ];
    for (label, call) in calls {
        assert!(!is_found(label), "{label} is found without a call");
        let panic = catch_unwind(AssertUnwindSafe(call)).expect_err(label);
        let text = panic.downcast_ref::<String>().unwrap();
        assert!(text.contains(&format!("(label `{label}`)")), "{text}");
    }
}

#[test]
fn a_return_type_that_nobody_can_name_hides_no_argument() {
    assert!(is_found("known"));
    assert!(catch_unwind(|| drop(known(1))).is_err());
}
