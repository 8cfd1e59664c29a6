//! All of them are reported, and the functions are still there to be called.

use side_effects::{has_side_effects, is_side_effect_of};

#[has_side_effects("", run_on = is_even, skip(nmae), on_error = never)]
const fn origin(name: &str) -> usize {
    name.len()
}

#[is_side_effect_of(order = "first", "several_mistakes", before = other)]
const unsafe fn handler<T>(&_name: &u8, _list: &mut Vec<T>) {}

fn main() {
    let length: usize = origin("Ada");
    unsafe { handler::<u8>(&1, &mut vec![]) };
    std::process::exit(length as i32);
}
