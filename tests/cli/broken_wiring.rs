//! The command, in a program whose wiring is broken.

use std::process::ExitCode;

use side_effects::{Dep, has_side_effects, is_side_effect_of};

#[has_side_effects("saved")]
#[expect(dead_code, reason = "it is only shown")]
fn save(_name: String) {}

/// Has no such name.
#[is_side_effect_of("saved")]
fn index(_name: &str, _nmae: &str) {}

#[is_side_effect_of("saved")]
fn undocumented() {}

#[is_side_effect_of("svaed")]
fn misspelt() {}

struct Mailer;

#[has_side_effects("mailed")]
#[expect(dead_code, reason = "it is only shown")]
fn mail() {}

/// Mail it, once the program has started.
#[is_side_effect_of("mailed")]
fn deliver(_mailer: Dep<Mailer>) {}

fn main() -> ExitCode {
    side_effects::cli::main()
}
