use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of};

#[has_side_effects("option_malformed", run_on_exit(is_even))]
fn predicate() {}

#[has_side_effects("option_malformed", skip = a)]
fn skip_with_equals(_a: u8) {}

#[has_side_effects("option_malformed", skip("a"))]
fn skip_of_a_literal(_a: u8) {}

#[has_side_effects("option_malformed", skip(a b))]
fn skip_without_comma(_a: u8, _b: u8) {}

#[has_side_effects("option_malformed", on_error = ignore)]
fn policy() {}

#[has_side_effects("option_malformed", on_error("abort"))]
fn policy_in_parentheses() {}

#[has_side_effects("option_malformed", on_error = "abort")]
fn policy_as_a_string() {}

#[is_side_effect_of("option_malformed", order = "first")]
fn order_as_a_string() {}

#[is_side_effect_of("option_malformed", order(1))]
fn order_in_parentheses() {}

#[is_side_effect_of("option_malformed", order = 1.5)]
fn order_as_a_float() {}

#[is_side_effect_of("option_malformed", crate = "side_effects")]
fn root_as_a_string() {}

#[disable_side_effects(crate(side_effects))]
fn root_in_parentheses() {}

fn main() {}
