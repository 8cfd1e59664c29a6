use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of};

#[has_side_effects("option_without_a_value", run_on_exit)]
fn predicate() {}

#[has_side_effects("option_without_a_value", run_on_exit =)]
fn predicate_after_equals() {}

#[has_side_effects("option_without_a_value", skip)]
fn skip(_a: u8) {}

#[has_side_effects("option_without_a_value", on_error)]
fn policy() {}

#[has_side_effects("option_without_a_value", on_error =)]
fn policy_after_equals() {}

#[is_side_effect_of("option_without_a_value", order)]
fn order() {}

#[is_side_effect_of("option_without_a_value", order =)]
fn order_after_equals() {}

#[disable_side_effects(crate)]
fn root() {}

fn main() {}
