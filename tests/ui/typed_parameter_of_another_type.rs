#![allow(unused)]

use side_effects::{has_side_effects, is_side_effect_of};

use std::sync::Arc;

struct User;

#[has_side_effects("typed_parameter_of_another_type", typed)]
fn create_user(id: i32, email: String, tags: Vec<String>, plan: Arc<String>) -> Result<User, String> {
    Ok(User)
}

#[is_side_effect_of(origin = create_user)]
fn number(id: &i64) {}

#[is_side_effect_of(origin = create_user)]
fn number_by_value(id: i64) {}

#[is_side_effect_of(origin = create_user)]
fn optional(email: Option<String>) {}

#[is_side_effect_of(origin = create_user)]
fn wrapped(tags: &std::collections::HashMap<String, Vec<Arc<String>>>) {}

#[is_side_effect_of(origin = create_user)]
fn twice_dereferenced(plan: &str) {}

#[is_side_effect_of(origin = create_user)]
fn reference_to_a_reference(email: &&'static str) {}

#[is_side_effect_of(origin = create_user)]
fn returned(return_value: &str) {}

#[is_side_effect_of(origin = create_user)]
fn returned_another_result(return_value: &Result<User, u8>) {}

#[has_side_effects("typed_parameter_of_another_type", typed)]
fn borrows_its_error(name: &str) -> Result<u8, &str> {
    Err(name)
}

#[is_side_effect_of(origin = borrows_its_error)]
fn returned_of_a_borrowed_error(return_value: &u16) {}

fn main() {}
