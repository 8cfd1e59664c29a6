//! The signatures that a handler can have, and what each becomes.

use side_effects::{Event, check, fire, has_side_effects, is_side_effect_of};

use crate::notes::{note, notes_of};
use crate::panic_of;

#[test]
fn the_same_parameters() {
    #[has_side_effects("same")]
    fn foo(a: i32, b: i32) -> i32 {
        a + b
    }
    #[is_side_effect_of("same")]
    fn handler(a: i32, b: i32) {
        note(format!("{a} {b}"));
    }
    assert_eq!(notes_of(|| foo(1, 2)), ["1 2"]);
}

#[test]
fn return_value_by_its_name() {
    #[has_side_effects("returned")]
    fn foo(a: i32, b: i32) -> i32 {
        a + b
    }
    #[is_side_effect_of("returned")]
    fn handler(a: i32, b: i32, return_value: i32) {
        note(format!("{a} {b} {return_value}"));
    }
    assert_eq!(notes_of(|| foo(1, 2)), ["1 2 3"]);
}

#[test]
fn of_a_result_the_ok_value() {
    #[has_side_effects("returned_ok")]
    fn foo() -> Result<String, String> {
        Ok("done".into())
    }
    #[is_side_effect_of("returned_ok")]
    fn of_ok(return_value: &str) {
        note(return_value);
    }
    #[is_side_effect_of("returned_ok", order = 1)]
    fn of_all(return_value: &Result<String, String>) {
        note(format!("{return_value:?}"));
    }
    assert_eq!(notes_of(foo), ["done", "Ok(\"done\")"]);
}

#[test]
fn an_option_is_taken_whole() {
    #[has_side_effects("returned_option")]
    fn foo() -> Option<u8> {
        Some(7)
    }
    #[is_side_effect_of("returned_option")]
    fn handler(return_value: Option<u8>) {
        note(format!("{return_value:?}"));
    }
    assert_eq!(notes_of(foo), ["Some(7)"]);
}

#[test]
fn a_string_is_taken_as_str_and_not_the_other_way_round() {
    #[has_side_effects("taken_as_str")]
    fn foo(name: String, tags: Vec<u8>) {}
    #[is_side_effect_of("taken_as_str")]
    fn handler(name: &str, tags: &[u8]) {
        note(format!("{name} {tags:?}"));
    }
    assert_eq!(notes_of(|| foo("ada".into(), vec![7])), ["ada [7]"]);

    #[has_side_effects("taken_as_string")]
    fn bar(name: &str) {}
    #[is_side_effect_of("taken_as_string")]
    fn owned(name: String) {}
    let found = check();
    let mut found = found
        .iter()
        .filter(|found| found.label() == "taken_as_string");
    let mismatch = found.find(|found| found.id() == "E001").unwrap();
    assert_eq!(mismatch.hint(), "what fits is `&str`");
}

#[test]
fn the_event_instead_of_kwargs() {
    #[has_side_effects("event")]
    fn foo(a: i32, b: i32) -> i32 {
        a + b
    }
    #[is_side_effect_of("event")]
    fn beside_others(a: i32, b: i32, event: &Event<'_>) {
        let value = event.return_value::<i32>().unwrap();
        note(format!("{a} {b} {value}"));
    }
    #[is_side_effect_of("event", order = 1)]
    fn with_return_value(event: &Event<'_>, return_value: i32) {
        let a = event.arg::<i32>("a").unwrap();
        note(format!("{:?} {a} {return_value}", event.arg_names()));
    }
    #[is_side_effect_of("event", order = 2)]
    fn alone(event: &Event<'_>) {
        note(format!("{} {:?}", event.label(), event.arg::<i32>("b")));
    }
    assert_eq!(
        notes_of(|| foo(1, 2)),
        ["1 2 3", "[\"a\", \"b\"] 1 3", "event Some(2)"]
    );
}

#[test]
fn other_names_bind_by_position() {
    #[has_side_effects("positions")]
    fn foo(a: i32, b: i32) {}
    #[is_side_effect_of("positions")]
    fn handler(x: i32, y: i32) {
        note(format!("{x} {y}"));
    }
    assert_eq!(notes_of(|| foo(1, 2)), ["1 2"]);
}

#[test]
fn a_part_of_the_parameters_in_any_order() {
    #[has_side_effects("part")]
    fn foo(a: i32, b: &str, c: bool) {}
    #[is_side_effect_of("part")]
    fn handler(c: bool, a: i32) {
        note(format!("{c} {a}"));
    }
    #[is_side_effect_of("part", order = 1)]
    fn nothing_at_all() {
        note("nothing");
    }
    assert_eq!(notes_of(|| foo(1, "b", true)), ["true 1", "nothing"]);
}

#[test]
fn the_receiver_is_this() {
    #[derive(Clone)]
    struct Account(u32);
    impl Account {
        #[has_side_effects("deposit", capture(self))]
        fn deposit(&mut self, cents: u32) {
            self.0 += cents;
        }
    }
    #[is_side_effect_of("deposit")]
    fn book(this: &Account, cents: u32) {
        note(format!("{} {cents}", this.0));
    }
    assert_eq!(notes_of(|| Account(1).deposit(7)), ["8 7"]);
}

#[test]
fn references_show_what_the_body_left_and_values_are_clones_from_before() {
    #[has_side_effects("left")]
    fn foo(list: &mut Vec<&'static str>, name: String) {
        list.push("body");
        drop(name);
    }
    #[is_side_effect_of("left")]
    fn handler(list: &[&'static str], name: &str) {
        note(format!("{list:?} {name}"));
    }
    assert_eq!(
        notes_of(|| foo(&mut Vec::new(), "ada".into())),
        ["[\"body\"] ada"]
    );
}

#[test]
fn a_misspelt_name_beside_right_ones_is_a_mismatch() {
    #[has_side_effects("misspelt_name")]
    fn foo(user: u32, name: &str) {}
    #[is_side_effect_of("misspelt_name")]
    fn handler(user: u32, nmae: &str) {}
    let found = check();
    let found: Vec<_> = found
        .iter()
        .filter(|found| found.label() == "misspelt_name" && found.id() == "E001")
        .collect();
    assert_eq!(found.len(), 1);
    let message = "parameter: `nmae`: the origin has no parameter of that name";
    assert!(found[0].message().contains(message), "{}", found[0]);
}

#[test]
fn the_declaration_decides_and_not_how_it_is_called() {
    const SEND: bool = true;
    #[has_side_effects("declared")]
    fn foo(name: &str) {}
    #[is_side_effect_of("declared")]
    fn handler(name: &str) {
        note(name);
    }
    let notes = notes_of(|| {
        foo("call");
        fire!("declared", name = "fire");
    });
    assert_eq!(notes, ["call", "fire"]);
    if cfg!(debug_assertions) {
        let message = panic_of(|| fire!("declared", nmae = "x", send = &SEND)).unwrap();
        assert!(message.contains("`name`"), "{message}");
    }
}
