#![allow(unused)]

use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects("typed_async_handler_of_a_sync_origin", typed)]
fn create_user(email: String) {}

#[is_side_effect_of(origin = create_user)]
async fn welcome(email: &str) {}

fn main() {}
