use side_effects::has_side_effects;

#[has_side_effects("capture_of_no_parameter", capture(nmae))]
fn function(_id: u32, _name: &str) {}

#[has_side_effects("capture_of_no_parameter", capture(self))]
fn function_without_parameters() {}

struct Account;

impl Account {
    #[has_side_effects("capture_of_no_parameter", capture(account))]
    fn method(&self) {}
}

fn main() {}
