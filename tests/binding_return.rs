//! What a handler can take of a return value.

// Origins have no work of their own here.
#![allow(unused_variables)]

#[path = "common/notes.rs"]
mod notes;

use notes::{note, notes_of};
use side_effects::{has_side_effects, is_side_effect_of};

#[derive(Clone, Debug)]
struct User {
    id: u32,
}

#[test]
fn the_return_value_is_the_whole_result_or_its_ok_value() {
    #[has_side_effects("result")]
    fn origin() -> Result<User, String> {
        Ok(User { id: 3 })
    }
    #[is_side_effect_of("result")]
    fn ok(return_value: &User) {
        note(format!("ok {}", return_value.id));
    }
    #[is_side_effect_of("result", order = 1)]
    fn whole(return_value: &Result<User, String>) {
        note(format!("whole {return_value:?}"));
    }
    #[is_side_effect_of("result", order = 2)]
    fn ok_clone(_return_value: User) {
        note(format!("clone {}", _return_value.id));
    }
    assert_eq!(
        notes_of(origin),
        ["ok 3", "whole Ok(User { id: 3 })", "clone 3"]
    );
}

#[test]
fn an_alias_of_result_is_a_result() {
    type Found<T> = Result<T, String>;
    #[has_side_effects("io_result")]
    fn io(size: usize) -> std::io::Result<usize> {
        Ok(size)
    }
    #[has_side_effects("io_result")]
    fn own(size: usize) -> Found<usize> {
        Ok(size)
    }
    #[is_side_effect_of("io_result")]
    fn handler(return_value: usize) {
        note(return_value.to_string());
    }
    let notes = notes_of(|| {
        io(4).unwrap();
        own(5).unwrap();
    });
    assert_eq!(notes, ["4", "5"]);
}

#[test]
fn of_a_nested_result_one_layer_comes_off() {
    #[has_side_effects("nested_result")]
    fn origin() -> Result<Result<u8, String>, u8> {
        Ok(Ok(1))
    }
    #[is_side_effect_of("nested_result")]
    fn handler(return_value: &Result<u8, String>) {
        note(format!("{return_value:?}"));
    }
    assert_eq!(notes_of(origin), ["Ok(1)"]);
}

#[test]
fn a_returned_reference_is_seen_through() {
    #[has_side_effects("returned_reference")]
    fn plain(users: &[User]) -> &User {
        &users[0]
    }
    #[has_side_effects("returned_reference")]
    fn in_a_result(users: &[User]) -> Result<&User, String> {
        Ok(&users[0])
    }
    #[has_side_effects("returned_reference")]
    fn mutable(users: &mut [User]) -> &mut User {
        &mut users[0]
    }
    #[has_side_effects("returned_reference")]
    fn named<'a>(users: &'a [User], _: &str) -> std::io::Result<&'a User> {
        Ok(&users[0])
    }
    #[is_side_effect_of("returned_reference")]
    fn handler(return_value: &User) {
        note(return_value.id.to_string());
    }
    let notes = notes_of(|| {
        let mut users = [User { id: 5 }];
        plain(&users);
        in_a_result(&users).unwrap();
        mutable(&mut users).id += 1;
        named(&users, "").unwrap();
    });
    assert_eq!(notes, ["5", "5", "5", "6"]);
}

#[test]
fn a_returned_reference_to_something_unsized_is_seen_through() {
    #[has_side_effects("returned_str")]
    fn plain(text: &str) -> &str {
        &text[1..]
    }
    #[has_side_effects("returned_str")]
    fn in_a_result(text: &str) -> Result<&str, u8> {
        Ok(&text[2..])
    }
    #[is_side_effect_of("returned_str")]
    fn handler(return_value: &str) {
        note(return_value);
    }
    let notes = notes_of(|| {
        plain("abc");
        in_a_result("abc").unwrap();
    });
    assert_eq!(notes, ["bc", "c"]);
}

#[test]
fn a_return_value_offers_what_it_dereferences_to() {
    #[has_side_effects("return_views")]
    fn plain() -> String {
        "plain".into()
    }
    #[has_side_effects("return_views")]
    fn ok() -> Result<String, u8> {
        Ok("ok".into())
    }
    #[is_side_effect_of("return_views")]
    fn handler(return_value: &str) {
        note(return_value);
    }
    let notes = notes_of(|| {
        plain();
        ok().unwrap();
    });
    assert_eq!(notes, ["plain", "ok"]);
}
