//! `assert_wired()` let programs start that had no mail to send, with a label
//! misspelt, or a `Dep` that nobody provides: it stops them, and `Wiring` lets
//! pass what is meant as it stands.
#![allow(dead_code, reason = "nothing here is called")]

use std::panic::{UnwindSafe, catch_unwind};

use side_effects::{CheckMessage, Dep, Wiring, assert_wired, has_side_effects, is_side_effect_of};
use snapbox::{assert_data_eq, str};

/// As where `link!` of the crate with its handlers was forgotten.
#[has_side_effects("parcel_lost")]
fn lose() {}

#[has_side_effects("order_shipped")]
fn ship() {}

/// Mail the number of the parcel.
#[is_side_effect_of("order_shiped")]
fn mail() {}

struct Mailer;

#[has_side_effects("signed_up")]
fn sign_up(_email: &str) {}

/// Send the welcome mail.
#[is_side_effect_of("signed_up")]
fn welcome(_email: &str, _mailer: Dep<Mailer>) {}

#[has_side_effects("signed_off")]
fn sign_off(_email: &str) {}

/// Say goodbye.
#[is_side_effect_of("signed_off")]
fn goodbye(_email: u32) {}

#[is_side_effect_of("signed_off")]
fn no_docs() {}

fn panic_of(run: impl FnOnce() + UnwindSafe) -> String {
    let panic = catch_unwind(run).unwrap_err();
    let text = panic.downcast_ref::<String>().cloned();
    text.unwrap_or_else(|| (*panic.downcast_ref::<&str>().unwrap()).to_owned())
}

fn ids(messages: &[CheckMessage]) -> Vec<(&str, &str)> {
    let id = |message: &CheckMessage| (message.label(), message.id());
    messages.iter().map(id).collect()
}

#[test]
fn all_that_would_not_run_stops_the_program_in_one_list() {
    assert_data_eq!(
        panic_of(assert_wired),
        str![[r#"
the wiring of side effects has 1 error and 4 warnings

`order_shiped`

  tests/wired.rs:20: warning[W001]: nothing fires `order_shiped`, so that its side effects never run
      handler: wired::mail
               at tests/wired.rs:20
         help: did you mean `order_shipped`?

`order_shipped`

  tests/wired.rs:16: warning[W002]: nothing handles `order_shipped`, which is fired
       origin: wired::ship
               at tests/wired.rs:16
         help: there are handlers that nothing fires: did you mean `order_shiped`?

`parcel_lost`

  tests/wired.rs:13: warning[W002]: nothing handles `parcel_lost`, which is fired
       origin: wired::lose
               at tests/wired.rs:13
         help: write `#[is_side_effect_of("parcel_lost")]` on a function; if there is one in a crate that nothing else refers to, `side_effects::link!` that crate

`signed_off`

  tests/wired.rs:36: error[E001]: side effect `wired::goodbye` does not fit its origin `wired::sign_off` (label `signed_off`)
       origin: fn sign_off(_email: &str)
               at tests/wired.rs:32
      handler: fn goodbye(_email: u32)
               at tests/wired.rs:36
    parameter: `_email`: it asks for `u32`, which the origin does not offer there
         help: what fits is `&str`

`signed_up`

  tests/wired.rs:29: warning[W004]: side effect `wired::welcome` takes a `Dep<wired::Mailer>`, and nothing is provided for it
         help: call `side_effects::provide(…)` (or `provide_dyn`) at start-up, before this

What is meant as it stands can be allowed, by id or by label:

    side_effects::Wiring::new().allow("W001").assert();
    side_effects::Wiring::new().allow_label("order_shiped").assert();

"#]]
    );
}

#[test]
fn one_kind_of_mistake_can_be_allowed() {
    assert_eq!(
        ids(&Wiring::new().allow("W002").allow("E001").check()),
        [("order_shiped", "W001"), ("signed_up", "W004")]
    );
}

#[test]
fn one_label_can_be_allowed() {
    let wiring = Wiring::new().allow_label("order_shiped");
    let wiring = wiring.allow_label("signed_off").allow_label("signed_up");
    assert_eq!(
        ids(&wiring.check()),
        [("order_shipped", "W002"), ("parcel_lost", "W002")]
    );
    wiring.allow("W002").assert();
}

#[test]
fn an_id_that_does_not_exist_is_no_allowance() {
    assert_data_eq!(
        panic_of(|| Wiring::new().allow("W02").assert()),
        str![
            "`check()` finds no `W02` (did you mean `W002`?): it finds `E001`, `E002`, `E003`, `E004`, `E005`, `W001`, `W002`, `W003`, `W004`, `W005`"
        ]
    );
}

#[test]
fn a_label_that_does_not_exist_is_no_allowance() {
    assert_data_eq!(
        panic_of(|| Wiring::new().allow_label("signd_up").assert()),
        str!["nothing fires or handles `signd_up`: did you mean `signed_up`?"]
    );
    assert_data_eq!(
        panic_of(|| Wiring::new().allow_label("refund").assert()),
        str![
            "nothing fires or handles `refund`: there is `order_shiped`, `order_shipped`, `parcel_lost`, `signed_off`, `signed_up`"
        ]
    );
}
