#![allow(unused)]

use side_effects::is_side_effect_of;

mod users {
    #[side_effects::has_side_effects("typed_origin_misspelt", typed)]
    pub fn create_user(email: String) {}
}

#[is_side_effect_of(origin = users::create_usr)]
async fn welcome(email: &str, return_value: &u8) {}

fn main() {}
