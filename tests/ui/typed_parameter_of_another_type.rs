#![allow(unused)]

use side_effects::{has_side_effects, is_side_effect_of};

struct User;
struct Secret;

#[has_side_effects("typed_parameter_of_another_type", typed)]
fn create_user(email: String, secret: Secret) -> Result<User, String> {
    Ok(User)
}

#[is_side_effect_of(origin = create_user)]
fn number(email: &u32) {}

#[is_side_effect_of(origin = create_user)]
fn returned(return_value: &str) {}

#[is_side_effect_of(origin = create_user)]
fn not_clone(secret: &Secret) {}

fn main() {}
