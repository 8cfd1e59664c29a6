use side_effects::has_side_effects;

struct Account;

impl Account {
    const RENAME: &'static str = "label_through_self";

    #[has_side_effects(Self::RENAME)]
    fn rename(&self) {}
}

fn main() {}
