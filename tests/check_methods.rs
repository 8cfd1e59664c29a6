//! Of methods and generic functions, `check()` finds the wrong types that can be
//! known without a call.
#![allow(dead_code, unused_variables, reason = "nothing here is called")]

use side_effects::{CheckMessage, check, has_side_effects, is_side_effect_of};

/// Nothing here may run: checking is not firing.
fn never() -> ! {
    unreachable!("checking runs no user code")
}

/// What `check` says of one label.
fn of(label: &str) -> Vec<CheckMessage> {
    let mut messages = check();
    messages.retain(|message| message.label() == label);
    messages
}

#[derive(Clone)]
struct Customer;
struct Order;
type Outcome = Result<Order, String>;
struct Shop<T, Key>(T, Key);

impl<T: Clone + 'static, Key: Clone + 'static> Shop<T, Key> {
    #[has_side_effects("known_text")]
    fn rename(&mut self, name: String, tag: T) {
        never()
    }

    #[has_side_effects("known_reference", capture(self))]
    fn order(&self, customer: &Customer, ids: &[u32], key: Key) -> Outcome {
        never()
    }

    #[has_side_effects("known_key", capture(key, tag))]
    fn forget(&mut self, key: Key, tag: T) {
        never()
    }

    #[has_side_effects("uncaptured")]
    fn close(self) -> Option<T> {
        never()
    }
}

#[has_side_effects("known_in_a_generic_function")]
fn generic<T: 'static, const N: usize>(value: T, list: [u8; N], name: &str) -> T {
    never()
}

/// A `String` is no number.
#[is_side_effect_of("known_text")]
fn of_text(name: u32) {
    never()
}

/// All of it fits.
#[is_side_effect_of("known_reference")]
fn fits(ids: &[u32], customer: Customer, key: &u8, this: &Shop<u8, u8>, return_value: &Order) {
    never()
}

/// A customer is no order.
#[is_side_effect_of("known_reference", order = 1)]
fn of_reference(customer: &Order) {
    never()
}

/// What is returned is no customer.
#[is_side_effect_of("known_reference", order = 2)]
fn of_result(return_value: &Customer) {
    never()
}

/// Only a call can tell.
#[is_side_effect_of("known_key")]
fn of_parameters(key: &str, tag: u8) {
    never()
}

/// Does not see the receiver.
#[is_side_effect_of("uncaptured")]
fn of_receiver(this: &Shop<u8, u8>) {
    never()
}

/// A `str` is no `String`.
#[is_side_effect_of("known_in_a_generic_function")]
fn of_generic(name: String, value: u8, list: [u8; 2], return_value: u8) {
    never()
}

/// The last line of each message, and its hint.
fn problems(label: &str) -> Vec<(String, String)> {
    let problem = |message: &CheckMessage| {
        assert_eq!(message.id(), "E001", "{message}");
        let last = message.message().lines().last().unwrap().trim().to_owned();
        (last, message.hint().to_owned())
    };
    of(label).iter().map(problem).collect()
}

fn told(problem: &str, help: &str) -> (String, String) {
    (format!("parameter: {problem}"), help.to_owned())
}

#[test]
fn a_wrong_type_at_a_method_is_found() {
    assert_eq!(
        problems("known_text"),
        [told(
            "`name`: it asks for `u32`, which the origin does not offer there",
            "what fits is `&alloc::string::String`, `alloc::string::String` or `&str`"
        )]
    );
    let (customer, order) = ("check_methods::Customer", "check_methods::Order");
    assert_eq!(
        problems("known_reference"),
        [
            told(
                &format!(
                    "`customer`: it asks for `{order}`, which the origin does not offer there"
                ),
                &format!("what fits is `&{customer}` or `{customer}`"),
            ),
            told(
                &format!(
                    "`return_value`: it asks for `{customer}`, which the origin does not offer \
                     there"
                ),
                &format!(
                    "what fits is `&core::result::Result<{order}, alloc::string::String>`, \
                     `core::result::Result<{order}, alloc::string::String>`, `&{order}` or \
                     `{order}`"
                ),
            ),
        ]
    );
}

#[test]
fn a_wrong_type_at_a_generic_function_is_found() {
    assert_eq!(
        problems("known_in_a_generic_function"),
        [told(
            "`name`: it asks for `alloc::string::String`, which the origin does not offer there",
            "what fits is `&str`"
        )]
    );
}

#[test]
fn what_only_a_call_can_tell_is_no_finding() {
    assert_eq!(problems("known_key"), []);
}

#[test]
fn what_is_not_captured_is_found_with_what_to_write() {
    assert_eq!(
        problems("uncaptured"),
        [told(
            "`this`: what it names in the origin cannot be bound: it is not captured by \
             itself, since its type may borrow or be generic",
            "write `#[has_side_effects(\"uncaptured\", capture(self))]`, if its type is \
             `'static`"
        )]
    );
}

/// In a function body, types have names that the module does not have.
#[test]
fn types_of_a_function_body_are_left_to_the_call() {
    #[derive(Clone)]
    struct Parcel;
    struct Van;
    impl Van {
        #[has_side_effects("known_in_a_body")]
        fn load(&mut self, parcel: Parcel, id: u32) -> Vec<Parcel> {
            never()
        }
    }
    /// An `u32` is no text.
    #[is_side_effect_of("known_in_a_body")]
    fn handler(parcel: u8, id: String, return_value: u8) {
        never()
    }
    assert_eq!(
        problems("known_in_a_body"),
        [told(
            "`id`: it asks for `alloc::string::String`, which the origin does not offer there",
            "what fits is `&u32` or `u32`"
        )]
    );
}
