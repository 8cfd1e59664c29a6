//! The command, in a program whose wiring is broken.

use std::process::ExitCode;

use side_effects::{has_side_effects, is_side_effect_of};

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

fn main() -> ExitCode {
    side_effects::cli::main()
}
