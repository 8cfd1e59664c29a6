//! What means something else in a crate of an older edition.
#![cfg(test)]

use std::cell::RefCell;
use std::sync::Mutex;

use side_effects::{disable_side_effects, has_side_effects};

#[has_side_effects("edition/temporary")]
fn temporary_in_the_tail(lock: Mutex<u8>, text: RefCell<String>) -> usize {
    text.borrow_mut().push('b');
    match *lock.lock().unwrap() {
        0 => 0,
        n => text.borrow().len() + usize::from(n),
    }
}

#[has_side_effects("edition/unsafe")]
unsafe fn implicitly_unsafe(pointer: *const u8) -> u8 {
    *pointer
}

#[has_side_effects("edition/pattern")]
#[allow(clippy::needless_pass_by_value)]
fn binding_by_move((mut count, text): &(u8, String)) -> usize {
    count += 1;
    text.len() + usize::from(count)
}

#[has_side_effects("edition/opaque")]
fn captures<'a>(text: &'a str, _other: &str) -> impl Iterator<Item = char> + 'a {
    text.chars()
}

#[test]
fn functions_of_an_older_edition_keep_their_meaning() {
    let events = disable_side_effects();
    assert_eq!(temporary_in_the_tail(3.into(), RefCell::default()), 4);
    // SAFETY: the reference is valid.
    assert_eq!(unsafe { implicitly_unsafe(&1) }, 1);
    assert_eq!(binding_by_move(&(1, "a".into())), 3);
    assert_eq!(captures("ab", "c").count(), 2);
    assert_eq!(
        events,
        [
            "edition/temporary",
            "edition/unsafe",
            "edition/pattern",
            "edition/opaque"
        ]
    );
}
