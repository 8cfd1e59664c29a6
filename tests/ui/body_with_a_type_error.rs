//! What is wrong with a body is said of the body.

use side_effects::has_side_effects;

#[has_side_effects("body_with_a_type_error")]
fn tail(name: &str) -> usize {
    name
}

#[has_side_effects("body_with_a_type_error")]
fn early(name: &str) -> Option<usize> {
    if name.is_empty() {
        return Some("none");
    }
    Some(name.len())
}

#[has_side_effects("body_with_a_type_error")]
fn inside(name: String) {
    let length: u8 = name.len();
    missing(length);
}

#[has_side_effects("body_with_a_type_error")]
fn nothing(name: String) {
    name.len()
}

#[has_side_effects("body_with_a_type_error")]
fn immutable(list: Vec<u8>) {
    list.push(1);
}

fn main() {}
