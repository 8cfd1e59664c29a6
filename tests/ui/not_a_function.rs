use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of};

#[has_side_effects("not_a_function")]
struct Account;

#[has_side_effects("not_a_function")]
impl Account {
    fn rename(&self) {}
}

#[is_side_effect_of("not_a_function")]
mod handlers {
    fn handler() {}
}

#[is_side_effect_of("not_a_function")]
const HANDLER: fn() = || {};

#[has_side_effects("not_a_function")]
static ORIGIN: fn() = || {};

#[disable_side_effects]
mod tests {
    fn test() {}
}

#[has_side_effects("not_a_function")]
trait Accounts {
    fn rename(&self);
}

fn main() {
    Account.rename();
}
