//! What is said of a handler that does not fit its origin.
//!
//! With debug assertions the first call panics; without, it is an error of that
//! handler. To see both, run this also with `--profile no-debug-assertions`.

// Origins have no work of their own here, and handlers never run.
#![allow(unused_variables)]

#[path = "common/complaint.rs"]
mod complaint;
#[path = "common/recorder.rs"]
mod recorder;

use complaint::{complaint, fault};
use side_effects::{Event, fire, has_side_effects, is_side_effect_of};

#[test]
fn the_message_names_both_functions_their_places_and_what_would_fit() {
    let here = line!();
    #[has_side_effects("full_text")]
    fn rename(id: u32, name: String) -> Result<u8, String> {
        Ok(1)
    }
    #[is_side_effect_of("full_text")]
    fn notify(
        name: Vec<u8>, // a `String` is no `Vec`
        id: u32,
    ) -> Result<(), String> {
        Ok(())
    }
    let expected = format!(
        "\
side effect `mismatch::notify` does not fit its origin `mismatch::rename` (label `full_text`)
     origin: fn rename(id: u32, name: String) -> Result<u8, String>
             at {file}:{origin}
    handler: fn notify(name: Vec<u8>, id: u32) -> Result<(), String>
             at {file}:{handler}
  parameter: `name`: it asks for `alloc::vec::Vec<u8>`, which the origin does not offer there
       help: what fits is `&alloc::string::String`, `alloc::string::String` or `&str`",
        file = file!(),
        origin = here + 2,
        handler = here + 6,
    );
    assert_eq!(complaint(|| rename(1, "Ada".into())), expected);
    assert_eq!(
        complaint(|| rename(1, "Ada".into())),
        expected,
        "every call says it, not only the first"
    );
}

#[test]
fn all_handlers_that_do_not_fit_are_told_at_once() {
    #[has_side_effects("all_at_once")]
    fn origin(a: u8) {}
    #[is_side_effect_of("all_at_once", order = 2)]
    fn later(a: u16) {}
    #[is_side_effect_of("all_at_once", order = 1)]
    fn sooner(b: u16, c: u16) {}
    #[is_side_effect_of("all_at_once")]
    fn fits(a: u8) {}
    let complaint = complaint(|| origin(1));
    let heads: Vec<_> = complaint
        .lines()
        .filter(|line| line.starts_with("side effect"))
        .collect();
    assert_eq!(
        heads,
        [
            "side effect `mismatch::sooner` does not fit its origin `mismatch::origin` \
             (label `all_at_once`)",
            "side effect `mismatch::later` does not fit its origin `mismatch::origin` \
             (label `all_at_once`)",
        ]
    );
}

#[test]
fn a_misspelt_name_next_to_right_ones_is_refused() {
    #[has_side_effects("half_right")]
    fn origin(from: u8, to: u8) {}
    #[is_side_effect_of("half_right")]
    fn handler(form: u8, to: u8) {}
    assert_eq!(
        fault(|| origin(1, 2)),
        [
            "parameter: `form`: the origin has no parameter of that name",
            "help: other parameters of the handler have the origin's names, so that this one \
             needs one, too: `from`, `to`, `return_value`",
        ]
    );
}

#[test]
fn too_few_or_too_many_for_positions_are_refused() {
    #[has_side_effects("one_misspelt")]
    fn two(a: u8, b: u8) {}
    #[is_side_effect_of("one_misspelt")]
    fn one_misspelt(x: u8) {}
    assert_eq!(
        fault(|| two(1, 2)),
        [
            "parameter: `x`: it is not named like a parameter of the origin, and by position one \
             parameter does not match 2",
            "help: give them the origin's names: `a`, `b`, `return_value`",
        ]
    );

    #[has_side_effects("too_many")]
    fn none() {}
    #[is_side_effect_of("too_many")]
    fn too_many(x: u8, event: &Event<'_>, y: u8) {}
    assert_eq!(
        fault(none),
        [
            "problem: none of the handler's are named like a parameter of the origin, and by \
             position 2 parameters do not match 0",
            "help: give them the origin's names: `return_value`",
        ]
    );
}

#[test]
fn positions_check_types() {
    #[has_side_effects("position_types")]
    fn origin(a: u8, b: &str) {}
    #[is_side_effect_of("position_types")]
    fn handler(x: u8, y: String) {}
    assert_eq!(
        fault(|| origin(1, "b")),
        [
            "parameter: `y`: it asks for `alloc::string::String`, which the origin does not offer \
             there",
            "help: what fits is `&str`",
        ]
    );
}

#[test]
fn a_return_value_of_another_type_is_refused() {
    #[has_side_effects("return_type")]
    fn origin() -> Result<String, u8> {
        Ok(String::new())
    }
    #[is_side_effect_of("return_type")]
    fn handler(return_value: u16) {}
    assert_eq!(
        fault(origin),
        [
            "parameter: `return_value`: it asks for `u16`, which the origin does not offer there",
            "help: what fits is `&core::result::Result<alloc::string::String, u8>`, \
             `core::result::Result<alloc::string::String, u8>`, `&alloc::string::String`, \
             `alloc::string::String` or `&str`",
        ]
    );
}

mod what_cannot_be_captured {
    use super::*;

    /// The fault, where it is that the origin cannot offer the parameter.
    #[track_caller]
    fn cannot_be_bound<R>(parameter: &str, why: &str, call: impl FnOnce() -> R) {
        let expected = [
            format!(
                "parameter: `{parameter}`: what it names in the origin cannot be bound: it {why}"
            ),
            "help: remove the parameter, or change the origin so that it can be captured".into(),
        ];
        assert_eq!(fault(call), expected);
    }

    #[test]
    fn an_argument_that_is_not_clone() {
        struct Uncloned;
        #[has_side_effects("not_clone")]
        fn origin(value: Uncloned) {}
        #[is_side_effect_of("not_clone")]
        fn handler(value: &Uncloned) {}
        assert_eq!(
            fault(|| origin(Uncloned)),
            [
                "parameter: `value`: what it names in the origin cannot be bound: it is moved \
                 into the function and its type is not `Clone`",
                "help: derive `Clone` for its type, or let the origin take it by reference",
            ]
        );
    }

    #[test]
    fn an_argument_that_borrows() {
        #[has_side_effects("borrows")]
        fn origin(value: Vec<&str>) {}
        #[is_side_effect_of("borrows")]
        fn handler(value: &[String]) {}
        let why = "borrows something that is not `'static` (behind its outer `&`)";
        cannot_be_bound("value", why, || origin(vec![]));
    }

    #[test]
    fn an_argument_of_a_generic_type() {
        #[has_side_effects("generic")]
        fn origin<T>(value: T) {}
        #[is_side_effect_of("generic")]
        fn handler(value: u8) {}
        let why = "is of a generic type that is not bounded by `'static`";
        cannot_be_bound("value", why, || origin(1_u8));
    }

    #[test]
    fn a_skipped_argument() {
        #[has_side_effects("skipped", skip(value))]
        fn origin(value: u8) {}
        #[is_side_effect_of("skipped")]
        fn handler(value: u8) {}
        let why = "is skipped by the origin's `skip(…)`";
        cannot_be_bound("value", why, || origin(1));
    }

    #[test]
    fn a_skipped_return_value() {
        #[has_side_effects("skipped_return", skip(return_value))]
        fn origin() -> u8 {
            1
        }
        #[is_side_effect_of("skipped_return")]
        fn handler(return_value: u8) {}
        let why = "is skipped by the origin's `skip(…)`";
        cannot_be_bound("return_value", why, origin);
    }

    #[test]
    fn an_opaque_return_value() {
        #[has_side_effects("opaque")]
        fn origin() -> impl Fn() + Clone {
            || ()
        }
        #[is_side_effect_of("opaque")]
        fn handler(return_value: u8) {}
        let why = "is an `impl Trait` whose type cannot be named";
        cannot_be_bound("return_value", why, origin);
    }

    #[test]
    fn an_argument_that_is_still_mutably_borrowed() {
        #[has_side_effects("returned")]
        fn origin(list: &mut [u8]) -> &mut u8 {
            &mut list[0]
        }
        #[is_side_effect_of("returned")]
        fn handler(list: &[u8]) {}
        let why = "may still be mutably borrowed when the origin has returned";
        cannot_be_bound("list", why, || {
            origin(&mut [1]);
        });
    }

    #[test]
    fn a_receiver_that_the_body_moves() {
        struct Cursor(u8);
        impl Cursor {
            #[has_side_effects("moved")]
            fn origin(&mut self) {
                advance(self);
            }
        }
        fn advance(cursor: &mut Cursor) {
            cursor.0 += 1;
        }
        #[is_side_effect_of("moved")]
        fn handler(this: &Cursor) {}
        let why =
            "may be moved by the body, which uses `self` as a whole (write `&mut *self` there)";
        cannot_be_bound("this", why, || Cursor(1).origin());
    }

    /// What is not captured by itself: the messages have the `capture(…)` to write.
    mod by_itself {
        use super::*;

        struct Account<T>(T);

        impl<T: Clone + PartialEq> Account<T> {
            #[has_side_effects("receiver")]
            fn deposit(&mut self, amount: u8) {}

            #[has_side_effects("receiver_position")]
            fn withdraw(self, amount: u8) {}

            #[has_side_effects("too many for \"positions\"")]
            fn close(&self, amount: u8) {}

            #[has_side_effects("of_the_impl")]
            fn rename(&self, name: Option<T>) {}

            #[has_side_effects("own_type")]
            fn merge(&self, other: &Self) -> Result<Self, T> {
                Ok(Self(self.0.clone()))
            }
        }

        const WHY: &str = "it is not captured by itself, since its type may borrow or be generic";

        fn fault_of(param: &str, label: &str, name: &str) -> [String; 2] {
            let what = "what it names in the origin cannot be bound";
            let help = format!("#[has_side_effects(\"{label}\", capture({name}))]");
            [
                format!("parameter: `{param}`: {what}: {WHY}"),
                format!("help: write `{help}`, if its type is `'static`"),
            ]
        }

        #[test]
        fn a_receiver() {
            #[is_side_effect_of("receiver")]
            fn handler(this: &Account<u8>, amount: u8) {}
            assert_eq!(
                fault(|| Account(1).deposit(2)),
                fault_of("this", "receiver", "self")
            );
        }

        #[test]
        fn a_receiver_by_position() {
            #[is_side_effect_of("receiver_position")]
            fn handler(account: &Account<u8>, count: u8) {}
            let names = "`this`, `amount`, `return_value`";
            assert_eq!(
                fault(|| Account(1).withdraw(2)),
                [
                    "problem: none of the handler's are named like a parameter of the origin, and \
                     by position 2 parameters do not match 1"
                        .to_owned(),
                    format!(
                        "help: give them the origin's names: {names}; for the receiver to count, \
                         which is not captured by itself, since its type may borrow or be generic, \
                         write `#[has_side_effects(\"receiver_position\", capture(self))]`, if its \
                         type is `'static`"
                    ),
                ]
            );
        }

        #[test]
        fn more_than_the_receiver_is_missing() {
            #[is_side_effect_of("too many for \"positions\"")]
            fn handler(x: u8, y: u8, z: u8) {}
            assert_eq!(
                fault(|| Account(1).close(2)),
                [
                    "problem: none of the handler's are named like a parameter of the origin, and \
                     by position 3 parameters do not match 1",
                    "help: give them the origin's names: `this`, `amount`, `return_value`",
                ]
            );
        }

        #[test]
        fn a_type_parameter_of_the_impl() {
            #[is_side_effect_of("of_the_impl")]
            fn handler(name: &Option<u8>) {}
            assert_eq!(
                fault(|| Account(1).rename(None)),
                fault_of("name", "of_the_impl", "name")
            );
        }

        #[test]
        fn the_type_of_the_impl() {
            #[is_side_effect_of("own_type")]
            fn of_an_argument(other: &Account<u8>) {}
            assert_eq!(
                fault(|| drop(Account(1).merge(&Account(2)))),
                fault_of("other", "own_type", "other")
            );
        }

        #[test]
        fn a_return_value() {
            struct Factory;
            impl Factory {
                #[has_side_effects("own_return_type")]
                fn new() -> Result<Self, String> {
                    Ok(Self)
                }
            }
            #[is_side_effect_of("own_return_type")]
            fn handler(return_value: &Factory) {}
            assert_eq!(
                fault(|| drop(Factory::new())),
                fault_of("return_value", "own_return_type", "return_value")
            );
        }

        /// What is not called like one is one, since it is not `Unpin`.
        #[test]
        fn a_type_parameter_that_does_not_look_like_one() {
            struct Service<Request>(Vec<Request>);
            impl<Request> Service<Request> {
                #[has_side_effects("long_name")]
                fn call(&mut self, request: Request) {
                    self.0.push(request);
                }
            }
            #[is_side_effect_of("long_name")]
            fn handler(request: u8) {}
            assert_eq!(
                fault(|| Service(vec![]).call(1_u8)),
                fault_of("request", "long_name", "request")
            );
        }
    }

    #[test]
    fn a_return_value_that_was_not_given() {
        #[is_side_effect_of("not_given")]
        fn handler(return_value: u8) {}
        cannot_be_bound("return_value", "was not given to `fire!`", || {
            fire!("not_given");
        });
    }
}

#[test]
fn a_fired_label_is_checked_like_an_origin() {
    let here = line!();
    #[is_side_effect_of("fired")]
    fn handler(days: u64) {}
    let complaint = complaint(|| {
        fire!("fired", days = 3_u8);
    });
    assert!(
        complaint.contains(&format!(
            "     origin: fire!(\"fired\", days = 3_u8)\n             at {}:{}\n",
            file!(),
            here + 4
        )),
        "{complaint}"
    );
}
