use side_effects::{Events, disable_side_effects};

#[disable_side_effects("label")]
fn with_a_label(_events: Events) {}

struct Tests;

impl Tests {
    #[disable_side_effects]
    fn method(&self) {}
}

trait Suite {
    #[disable_side_effects]
    fn test();
}

#[disable_side_effects]
const fn computed() {}

#[disable_side_effects]
mod tests {}

fn main() {
    let _test: fn(Events) = with_a_label;
}
