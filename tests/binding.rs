//! Which value each parameter of a handler is bound to.

// Origins have no work of their own here.
#![allow(unused_variables)]

#[path = "common/notes.rs"]
mod notes;

use notes::{note, notes_of};
use side_effects::{has_side_effects, is_side_effect_of};

#[derive(Clone)]
struct User {
    id: u32,
}

#[test]
fn a_handler_takes_any_subset_in_any_order() {
    #[has_side_effects("subset")]
    fn origin(a: u8, b: &str, c: bool) {}
    #[is_side_effect_of("subset")]
    fn two_backwards(c: bool, b: &str) {
        note(format!("{c} {b}"));
    }
    #[is_side_effect_of("subset", order = 1)]
    fn none() {
        note("none");
    }
    #[is_side_effect_of("subset", order = 2)]
    fn all_and_more(return_value: (), c: bool, a: u8, b: &str) {
        note(format!("{return_value:?} {c} {a} {b}"));
    }
    let notes = notes_of(|| origin(7, "b", true));
    assert_eq!(notes, ["true b", "none", "() true 7 b"]);
}

#[test]
fn a_handler_takes_many() {
    #[has_side_effects("many")]
    fn origin(a: u8, b: &str, c: String, d: u8, e: u8, f: u8) {}
    #[is_side_effect_of("many")]
    fn six(f: u8, e: &u8, d: u8, c: &String, b: &str, a: u8) {
        note(format!("{f} {e} {d} {c} {b} {a}"));
    }
    #[is_side_effect_of("many", order = 1)]
    fn with_targets(f: u8, e: u8, d: u8, c: &str, b: &str, a: u8) {
        note(format!("{f} {e} {d} {c} {b} {a}"));
    }
    let notes = notes_of(|| origin(1, "2", "3".into(), 4, 5, 6));
    assert_eq!(notes, ["6 5 4 3 2 1"; 2]);
}

#[test]
fn what_the_body_consumes_is_cloned_of_seventy_parameters() {
    macro_rules! origin {
        ($($name:ident)*) => {
            #[has_side_effects("seventy")]
            #[allow(clippy::too_many_arguments)]
            fn origin($($name: String),*) {}
            let notes = notes_of(|| origin($(stringify!($name).to_owned()),*));
            assert_eq!(notes, ["a0 a62 a63 a64 a69"]);
        };
    }
    #[is_side_effect_of("seventy")]
    fn handler(a69: &str, a64: &str, a63: &str, a62: &str, a0: &str) {
        note(format!("{a0} {a62} {a63} {a64} {a69}"));
    }
    origin! {
        a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 a11 a12 a13 a14 a15 a16 a17 a18 a19 a20 a21 a22
        a23 a24 a25 a26 a27 a28 a29 a30 a31 a32 a33 a34 a35 a36 a37 a38 a39 a40 a41 a42 a43
        a44 a45 a46 a47 a48 a49 a50 a51 a52 a53 a54 a55 a56 a57 a58 a59 a60 a61 a62 a63 a64
        a65 a66 a67 a68 a69
    }
}

#[test]
fn a_leading_underscore_does_not_count_on_either_side() {
    #[has_side_effects("underscore")]
    fn origin(_a: u8, b: u8) {}
    #[is_side_effect_of("underscore")]
    fn handler(_b: u8, a: u8) {
        note(format!("{a} {_b}"));
    }
    assert_eq!(notes_of(|| origin(1, 2)), ["1 2"]);
}

#[test]
fn a_leading_underscore_counts_where_it_tells_two_apart() {
    #[has_side_effects("two_underscores")]
    fn origin(_a: u8, a: u8) {}
    #[is_side_effect_of("two_underscores")]
    #[allow(clippy::duplicate_underscore_argument)]
    fn handler(a: u8, _a: u8) {
        note(format!("{a} {_a}"));
    }
    assert_eq!(notes_of(|| origin(1, 2)), ["2 1"]);
}

#[test]
fn raw_identifiers_bind_by_what_they_mean() {
    #[has_side_effects("raw")]
    fn origin(r#type: u8, r#other: u8) {}
    #[is_side_effect_of("raw")]
    fn handler(other: u8, r#type: u8) {
        note(format!("{other} {}", r#type));
    }
    assert_eq!(notes_of(|| origin(1, 2)), ["2 1"]);
}

impl User {
    #[has_side_effects("receiver", capture(self))]
    fn by_reference(&self, a: u8) {}
    #[has_side_effects("receiver", capture(self))]
    fn by_value(self, a: u8) {}
    #[has_side_effects("receiver", capture(self))]
    fn changed(&mut self, a: u8) {
        self.id += 1;
    }
    #[has_side_effects("receiver", capture(self))]
    fn boxed(self: Box<Self>, a: u8) {}
}

#[test]
fn this_is_the_receiver() {
    #[is_side_effect_of("receiver")]
    fn handler(a: u8, this: &User) {
        note(format!("{a} {}", this.id));
    }
    let notes = notes_of(|| {
        let mut user = User { id: 1 };
        user.by_reference(1);
        user.changed(2);
        Box::new(user.clone()).boxed(3);
        user.by_value(4);
    });
    assert_eq!(notes, ["1 1", "2 2", "3 2", "4 2"]);
}

#[test]
fn parameters_bind_by_position_if_no_name_fits_and_the_counts_agree() {
    #[has_side_effects("position")]
    fn origin(a: u8, b: &str) -> u32 {
        9
    }
    #[is_side_effect_of("position")]
    fn handler(first: u8, second: &str) {
        note(format!("{first} {second}"));
    }
    #[is_side_effect_of("position", order = 1)]
    fn with_return_value(first: u8, return_value: u32, second: &str) {
        note(format!("{first} {return_value} {second}"));
    }
    assert_eq!(notes_of(|| origin(1, "b")), ["1 b", "1 9 b"]);
}

impl User {
    #[has_side_effects("receiver_position", capture(self))]
    fn moved(&self, a: u8) {}

    #[has_side_effects("receiver_no_position")]
    fn renamed(&self, a: u8, b: &str) {}
}

#[test]
fn a_receiver_that_is_captured_is_the_first_of_the_positions() {
    #[is_side_effect_of("receiver_position")]
    fn handler(user: &User, count: u8) {
        note(format!("{} {count}", user.id));
    }
    assert_eq!(notes_of(|| User { id: 1 }.moved(2)), ["1 2"]);
}

#[test]
fn a_receiver_that_is_not_captured_is_no_position() {
    #[is_side_effect_of("receiver_no_position")]
    fn handler(count: u8, text: &str) {
        note(format!("{count} {text}"));
    }
    assert_eq!(notes_of(|| User { id: 1 }.renamed(2, "b")), ["2 b"]);
}

#[test]
fn names_win_over_positions() {
    #[has_side_effects("names_first")]
    fn origin(a: u8, b: u8) {}
    #[is_side_effect_of("names_first")]
    fn handler(b: u8, a: u8) {
        note(format!("{a} {b}"));
    }
    assert_eq!(notes_of(|| origin(1, 2)), ["1 2"]);
}

#[test]
fn each_name_of_a_pattern_is_a_parameter() {
    struct State<T>(T);
    #[has_side_effects("patterns")]
    fn origin(State(db): State<String>, User { id }: &User, (left, _): (u8, u8)) {}
    #[is_side_effect_of("patterns")]
    fn handler(left: u8, id: u32, db: &str) {
        note(format!("{left} {id} {db}"));
    }
    let notes = notes_of(|| origin(State("db".into()), &User { id: 1 }, (2, 3)));
    assert_eq!(notes, ["2 1 db"]);
}

mod events {
    use super::{note, notes_of};
    use side_effects::{Event, has_side_effects, is_side_effect_of};

    #[test]
    fn the_event_mixes_with_other_parameters() {
        #[has_side_effects("event_mixed")]
        fn origin(a: u8, b: &str) -> Result<u32, String> {
            Ok(5)
        }
        #[is_side_effect_of("event_mixed")]
        fn by_name(b: &str, event: &Event<'_>, return_value: u32) {
            note(format!(
                "{b} {:?} {return_value}",
                event.arg::<u8>("a").unwrap()
            ));
        }
        #[is_side_effect_of("event_mixed", order = 1)]
        fn by_position(event: &Event<'_>, first: u8, also: &Event<'_>, second: &str) {
            note(format!(
                "{first} {second} {} {}",
                event.label(),
                also.label()
            ));
        }
        #[is_side_effect_of("event_mixed", order = 2)]
        fn called_like_an_argument(a: &Event<'_>, b: &str) {
            note(format!("{} {b}", a.label()));
        }
        let notes = notes_of(|| origin(1, "b").unwrap());
        assert_eq!(
            notes,
            ["b 1 5", "1 b event_mixed event_mixed", "event_mixed b"]
        );
    }

    #[test]
    fn the_event_tells_all_there_is() {
        struct Uncloned;
        /// Only its own work.
        #[has_side_effects("event_tells")]
        fn origin(_name: String, uncloned: Uncloned, list: &[u8]) -> Result<String, u8> {
            Ok("done".into())
        }
        #[is_side_effect_of("event_tells")]
        fn handler(event: &Event<'_>) {
            note(format!("{:?}", event.arg_names()));
            note(format!("{:?}", event.origin().summary()));
            note(format!("{:?}", event.arg::<str>("name")));
            note(format!("{:?}", event.arg::<String>("_name")));
            note(format!("{:?}", event.arg::<[u8]>("list")));
            note(format!("{}", event.arg::<Uncloned>("uncloned").is_none()));
            note(format!("{:?}", event.arg::<u8>("name")));
            note(format!("{:?}", event.arg::<u8>("nobody")));
            note(format!("{:?}", event.return_value::<str>()));
            note(format!("{:?}", event.return_value::<String>()));
            note(format!("{:?}", event.return_value::<Result<String, u8>>()));
            note(format!("{:?}", event.return_value::<u8>()));
        }
        let notes = notes_of(|| origin("Ada".into(), Uncloned, &[1]).unwrap());
        assert_eq!(
            notes,
            [
                "[\"_name\", \"uncloned\", \"list\"]",
                "Some(\"Only its own work.\")",
                "Some(\"Ada\")",
                "Some(\"Ada\")",
                "Some([1])",
                "true",
                "None",
                "None",
                "Some(\"done\")",
                "Some(\"done\")",
                "Some(Ok(\"done\"))",
                "None",
            ]
        );
    }
}

mod a_users_own_event {
    use super::{note, notes_of};
    use side_effects::{has_side_effects, is_side_effect_of};

    #[derive(Clone)]
    struct Event {
        id: u8,
    }

    #[test]
    fn is_bound_as_a_value() {
        #[has_side_effects("own_event")]
        fn origin(event: &Event, moved: Event) {}
        #[is_side_effect_of("own_event")]
        fn handler(moved: Event, event: &Event) {
            note(format!("{} {}", event.id, moved.id));
        }
        let notes = notes_of(|| origin(&Event { id: 1 }, Event { id: 2 }));
        assert_eq!(notes, ["1 2"]);
    }
}
