use side_effects::has_side_effects;

#[has_side_effects("skip_of_no_parameter", skip(nmae))]
fn function(_id: u32, _name: &str) {}

#[has_side_effects("skip_of_no_parameter", skip(self))]
fn function_without_parameters() {}

struct Account;

impl Account {
    #[has_side_effects("skip_of_no_parameter", skip(account))]
    fn method(&self) {}
}

fn main() {}
