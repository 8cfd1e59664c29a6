//! Nothing in an expansion is `unsafe`.
#![forbid(unsafe_code)]

use side_effects::{
    Event, Events, disable_side_effects, fire, has_side_effects, is_side_effect_of,
};

struct Account(u32);

impl Account {
    #[has_side_effects("forbid_unsafe/method", capture(self))]
    fn rename(&mut self, name: String, (id, _): (u32, String)) -> Result<String, String> {
        self.0 = id;
        Ok(name)
    }
}

#[has_side_effects("forbid_unsafe/generic")]
fn generic<T: Clone + 'static>(value: T) -> T {
    value
}

#[is_side_effect_of("forbid_unsafe/method", order = 1)]
fn by_name(this: &Account, name: &str, id: u32, return_value: String) -> Result<(), String> {
    if this.0 == id && name == return_value {
        Ok(())
    } else {
        Err("differs".into())
    }
}

#[is_side_effect_of("forbid_unsafe/method", "forbid_unsafe/generic")]
fn any(_event: &Event<'_>) {}

#[disable_side_effects]
#[test]
fn a_crate_that_forbids_unsafe_code_can_use_everything(events: Events) {
    let mut account = Account(1);
    let renamed = account.rename("a".into(), (2, String::new()));
    assert_eq!(renamed.as_deref(), Ok("a"));
    generic(1);
    fire!("forbid_unsafe/fired", account = &account.0; return_value = &1);
    assert_eq!(
        events,
        [
            "forbid_unsafe/method",
            "forbid_unsafe/generic",
            "forbid_unsafe/fired"
        ]
    );
}
