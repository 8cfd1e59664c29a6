//! Functions under a guard, and with a handler that fails.

use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of};

use crate::notes::{Noisy, handler, note, notes};

struct Slot<T>(T);

impl<T: Clone + 'static> Slot<T> {
    #[has_side_effects("guarded/reference")]
    fn put(&mut self, value: T) -> &mut T {
        self.0 = value;
        &mut self.0
    }

    #[has_side_effects("guarded/value", capture(value))]
    fn swap(self, value: T) -> (T, T) {
        (self.0, value)
    }
}

#[has_side_effects("guarded/pattern")]
fn consume((a, _): (Noisy, Noisy)) -> Result<(), &'static str> {
    if a.0 == "bad" {
        Err("as asked")
    } else {
        Ok(())
    }
}

handler!("guarded/value"; value: u8);
handler!("guarded/pattern"; return_value: ());
#[test]
fn a_suppressed_function_does_what_a_bare_one_does() {
    let events = disable_side_effects();
    let mut slot = Slot(1_u8);
    *slot.put(2) += 1;
    assert_eq!(slot.swap(4), (3, 4));
    assert!(consume((Noisy("a"), Noisy("b"))).is_ok());
    assert!(consume((Noisy("bad"), Noisy("c"))).is_err());
    assert_eq!(
        events,
        ["guarded/reference", "guarded/value", "guarded/pattern"]
    );
    assert_eq!(notes(), ["drop a", "drop b", "drop bad", "drop c"]);
}

#[has_side_effects("guarded/failing")]
fn rename(name: String) -> Result<String, std::fmt::Error> {
    Ok(name + "!")
}

#[is_side_effect_of("guarded/failing", order = -2)]
fn fail(name: &str) -> Result<(), String> {
    note(format!("failing {name}"));
    Err("as asked".into())
}

handler!("guarded/failing"; name: &str, return_value: &str);
#[test]
fn a_handler_that_fails_changes_nothing() {
    assert_eq!(rename("a".into()), Ok("a!".into()));
    assert_eq!(notes(), ["failing a", "name=\"a\" return_value=\"a!\""]);
}
