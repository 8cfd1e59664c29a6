use std::future::Future;

use side_effects::has_side_effects;

struct Account(String);

impl Account {
    #[has_side_effects("capture_of_what_cannot_be", capture(self))]
    fn name(&mut self) -> &mut String {
        &mut self.0
    }

    #[has_side_effects("capture_of_what_cannot_be", capture(self))]
    fn rename(&mut self) {
        rename(self);
    }

    #[has_side_effects("capture_of_what_cannot_be", capture(self))]
    fn load(&self, id: u32) -> impl Future<Output = u32> + use<> {
        async move { id }
    }
}

fn rename(account: &mut Account) {
    account.0.clear();
}

#[has_side_effects("capture_of_what_cannot_be", capture(names, list))]
fn function<'a>(names: &[&str], list: &'a mut [u8]) -> &'a mut u8 {
    let _ = names;
    &mut list[0]
}

#[has_side_effects("capture_of_what_cannot_be", capture(return_value))]
fn opaque() -> impl Fn() {
    || ()
}

fn main() {}
