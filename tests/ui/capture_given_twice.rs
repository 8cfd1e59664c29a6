use side_effects::has_side_effects;

#[has_side_effects("capture_given_twice", capture(_id, _name, _id))]
fn function(_id: u32, _name: &str) {}

#[has_side_effects("capture_given_twice", skip(_name, _name))]
fn skipped_twice(_id: u32, _name: &str) {}

#[has_side_effects("capture_given_twice", skip(_id, return_value), capture(_name, _id, return_value))]
fn skipped_too(_id: u32, _name: &str) {}

struct Account;

impl Account {
    #[has_side_effects("capture_given_twice", capture(self), skip(self))]
    fn method(&self) {}

    #[has_side_effects("capture_given_twice", capture(self), capture(self))]
    fn option_twice(&self) {}
}

fn main() {}
