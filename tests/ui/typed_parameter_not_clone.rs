#![allow(unused)]

use side_effects::{has_side_effects, is_side_effect_of};

struct Secret;
struct Plan;

#[has_side_effects("typed_parameter_not_clone", typed)]
fn create_user(secret: Secret, plan: &Plan) {}

#[is_side_effect_of(origin = create_user)]
fn given_away(secret: &Secret) {}

#[is_side_effect_of(origin = create_user)]
fn by_value(plan: Plan) {}

fn main() {}
