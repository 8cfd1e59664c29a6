//! `fire!`: labels that fire without an origin function.

#[path = "common/notes.rs"]
mod notes;
#[path = "common/recorder.rs"]
mod recorder;

use notes::{note, notes_of};
use recorder::trace_of;
use side_effects::{
    Event, disable_side_effects, fire, is_side_effect_of, record_side_effects, register,
};

#[test]
fn names_and_values_are_arguments() {
    #[is_side_effect_of("arguments")]
    fn handler(days: i32, customer: &str, list: &[u8], order: &String) {
        note(format!("{days} {customer} {list:?} {order}"));
    }
    let customer = String::from("Ada");
    let order = &String::from("tea");
    let notes = notes_of(|| {
        fire!(
            "arguments",
            customer,
            days = 5 * 2,
            list = vec![1_u8],
            order = order
        );
        fire!(
            "arguments",
            customer = "Grace",
            list = [1_u8, 2].as_slice(),
            days = -1,
            order,
        );
    });
    assert_eq!(notes, ["10 Ada [1] tea", "-1 Grace [1, 2] tea"]);
    assert_eq!(customer, "Ada", "arguments are taken by reference");
}

#[test]
fn a_name_may_be_raw() {
    #[is_side_effect_of("raw")]
    fn handler(r#type: u8) {
        note(r#type.to_string());
    }
    let r#type = 1_u8;
    assert_eq!(notes_of(|| fire!("raw", r#type)), ["1"]);
    assert_eq!(notes_of(|| fire!("raw", r#type = 2_u8)), ["2"]);
}

#[test]
fn the_return_value_stands_behind_a_semicolon() {
    #[is_side_effect_of("returned")]
    fn handler(return_value: &str, id: u8) {
        note(format!("{id} {return_value}"));
    }
    let text = String::from("text");
    let notes = notes_of(|| {
        fire!("returned", id = 1_u8; return_value = text);
        fire!("returned", id = 2_u8; return_value = &text);
        fire!("returned", id = 3_u8; return_value = "literal");
        fire!("returned", id = 4_u8; return_value = Ok::<_, u8>("static"));
        fire!("returned", id = 5_u8; return_value = &Ok::<String, u8>("ok".into()));
    });
    assert_eq!(notes, ["1 text", "2 text", "3 literal", "4 static", "5 ok"]);
}

#[test]
fn a_result_can_be_taken_whole_or_layer_by_layer() {
    type Nested = Result<Result<u8, String>, String>;
    #[is_side_effect_of("nested")]
    fn whole(return_value: &Nested) {
        note(format!("whole {return_value:?}"));
    }
    #[is_side_effect_of("nested", order = 1)]
    fn inner(return_value: &Result<u8, String>) {
        note(format!("inner {return_value:?}"));
    }
    let value: Nested = Ok(Ok(1));
    let notes = notes_of(|| fire!("nested"; return_value = value));
    assert_eq!(notes, ["whole Ok(Ok(1))", "inner Ok(1)"]);
}

#[test]
fn an_event_fires_whatever_its_return_value() {
    #[is_side_effect_of("failed")]
    fn handler(return_value: &Result<u8, String>) {
        note(format!("{return_value:?}"));
    }
    let failed: Result<u8, String> = Err("no".into());
    assert_eq!(
        notes_of(|| fire!("failed"; return_value = failed)),
        ["Err(\"no\")"]
    );
    let events = disable_side_effects();
    fire!("failed"; return_value = failed);
    assert_eq!(events, ["failed"]);
}

#[test]
fn without_handlers_nothing_happens_but_what_guards_see() {
    fire!("idle", id = 1);
    fire!("idle", id = 1);
    let recorded = record_side_effects();
    fire!("idle", id = 1);
    assert_eq!(recorded, ["idle"]);
}

#[test]
fn the_label_may_be_a_const() {
    mod labels {
        pub(crate) const LOST: &str = "const_label";
    }
    #[is_side_effect_of(labels::LOST)]
    fn handler() {
        note("effect");
    }
    assert_eq!(notes_of(|| fire!(labels::LOST)), ["effect"]);
}

#[test]
fn a_generic_function_may_fire_what_it_was_given() {
    fn generic<T: Clone + 'static, U: ?Sized + 'static>(value: T, other: &U) {
        fire!("generic", value, other);
    }
    #[is_side_effect_of("generic")]
    fn handler(event: &Event<'_>) {
        note(format!(
            "{:?} {:?}",
            event.arg::<u8>("value"),
            event.arg::<str>("other")
        ));
    }
    let notes = notes_of(|| {
        generic(1_u8, "text");
        generic('c', &[1_u8][..]);
        generic(2_u8, "more");
    });
    assert_eq!(
        notes,
        [
            "Some(1) Some(\"text\")",
            "None None",
            "Some(2) Some(\"more\")"
        ]
    );
}

#[test]
fn unsized_values_can_be_given_as_they_are() {
    #[is_side_effect_of("unsized")]
    fn handler(text: &str, bytes: &[u8]) {
        note(format!("{text} {bytes:?}"));
    }
    let (text, bytes): (Box<str>, Vec<u8>) = ("text".into(), vec![1]);
    assert_eq!(
        notes_of(|| fire!("unsized", text = *text, bytes = bytes[..])),
        ["text [1]"]
    );
}

#[test]
fn what_is_not_sync_or_not_clone_can_be_given() {
    use std::cell::RefCell;
    struct Uncloned(RefCell<u8>);
    #[is_side_effect_of("uncloned")]
    fn handler(value: &Uncloned) {
        note(value.0.borrow().to_string());
    }
    let value = Uncloned(RefCell::new(7));
    assert_eq!(notes_of(|| fire!("uncloned", value)), ["7"]);
}

#[test]
fn values_are_computed_once_and_dropped_after_the_handlers() {
    struct Parcel;
    impl Drop for Parcel {
        fn drop(&mut self) {
            note("dropped");
        }
    }
    fn parcel() -> Parcel {
        note("made");
        Parcel
    }
    #[is_side_effect_of("temporary")]
    fn handler(parcel: &Parcel) {
        note("effect");
        let _ = parcel;
    }
    assert_eq!(
        notes_of(|| fire!("temporary", parcel = parcel())),
        ["made", "effect", "dropped"]
    );
}

#[test]
fn a_handler_that_fails_is_logged() {
    #[is_side_effect_of("fails")]
    fn handler() -> Result<(), &'static str> {
        Err("no")
    }
    #[is_side_effect_of("fails", order = 1)]
    fn last() {
        note("last");
    }
    let mut notes = vec![];
    let trace = trace_of(|| notes = notes_of(|| fire!("fails")));
    assert_eq!(notes, ["last"]);
    assert!(
        trace.contains(
            &"ERROR side_effects: side effect failed label=fails handler=fire::handler error=no"
                .to_owned()
        )
    );
}

#[test]
fn it_is_an_expression_without_value_and_may_stand_anywhere() {
    let _late = register("anywhere", "late", |event: &Event<'_>| {
        note(event.arg::<u8>("n").unwrap().to_string());
    });
    let fire_it = |n: u8| fire!("anywhere", n);
    let notes = notes_of(|| {
        fire_it(1);
        let () = fire!("anywhere", n = 2_u8);
        match Some(3_u8) {
            Some(n) => fire!("anywhere", n),
            None => fire!("anywhere", n = 0_u8),
        }
        for n in 4..6_u8 {
            fire!["anywhere", n];
        }
    });
    assert_eq!(notes, ["1", "2", "3", "4", "5"]);
}
