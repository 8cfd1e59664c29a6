use side_effects::{Events, disable_side_effects};

#[disable_side_effects]
fn number(_events: u32) {}

#[disable_side_effects]
fn reference(_events: &Events) {}

fn main() {
    number();
    reference();
}
