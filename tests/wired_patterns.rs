//! What an axum extractor takes apart has a type that is known without a call: a
//! handler that binds to one which is not `Clone` was found by the first request.
#![allow(
    dead_code,
    clippy::too_many_arguments,
    reason = "they show many patterns"
)]

use std::marker::PhantomData;

use side_effects::{CheckMessage, Wiring, has_side_effects, is_side_effect_of};
use snapbox::{assert_data_eq, str};

/// As axum has them.
struct State<T>(T);
struct Json<T>(T);

struct NotClone;
#[derive(Clone)]
struct NewUser;
struct Pair {
    left: String,
    right: u8,
}
struct Marked<T>(T, PhantomData<T>);

/// What is found of one label.
fn of(label: &str) -> Vec<CheckMessage> {
    let mut messages = Wiring::new().check();
    messages.retain(|message| message.label() == label);
    messages
}

#[has_side_effects("extracted_not_clone")]
async fn create(State(db): State<NotClone>, Json(user): Json<NewUser>) -> u16 {
    let _ = (db, user);
    201
}

/// Store it.
#[is_side_effect_of("extracted_not_clone")]
fn store(_db: &NotClone, _user: &NewUser) {}

#[test]
fn an_extractor_whose_type_is_not_clone_stops_the_program() {
    let messages = of("extracted_not_clone");
    assert_eq!(messages.len(), 1);
    assert_data_eq!(
        messages[0].to_string(),
        str![[r#"
tests/wired_patterns.rs:42: error[E001]: side effect `wired_patterns::store` does not fit its origin `wired_patterns::create` (label `extracted_not_clone`)
     origin: async fn create(State(db): State<NotClone>, Json(user): Json<NewUser>) -> u16
             at tests/wired_patterns.rs:35
    handler: fn store(_db: &NotClone, _user: &NewUser)
             at tests/wired_patterns.rs:42
  parameter: `_db`: what it names in the origin cannot be bound: it is moved into the function and its type is not `Clone`
       help: derive `Clone` for its type, or let the origin take it by reference
"#]]
    );
}

#[has_side_effects("extracted")]
async fn update(State(db): State<String>, Json(mut user): Json<NewUser>) {
    user.clone_from(&NewUser);
    let _ = (db, user);
}

/// Fits.
#[is_side_effect_of("extracted")]
async fn fits(_db: &str, _user: NewUser) {}

/// Asks for another type.
#[is_side_effect_of("extracted")]
async fn wrong(_user: &String) {}

#[test]
fn a_handler_that_asks_for_another_type_stops_the_program() {
    let messages = of("extracted");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert_data_eq!(
        messages[0].to_string(),
        str![[r#"
tests/wired_patterns.rs:74: error[E001]: side effect `wired_patterns::wrong` does not fit its origin `wired_patterns::update` (label `extracted`)
     origin: async fn update(State(db): State<String>, Json(mut user): Json<NewUser>)
             at tests/wired_patterns.rs:63
    handler: async fn wrong(_user: &String)
             at tests/wired_patterns.rs:74
  parameter: `_user`: it asks for `alloc::string::String`, which the origin does not offer there
       help: what fits is `&wired_patterns::NewUser` or `wired_patterns::NewUser`
"#]]
    );
}

#[has_side_effects("every_pattern")]
fn every(
    (a, b): (String, u8),
    Pair { left, right: ref r }: Pair,
    &(c, ref d): &(u16, String),
    (e, _): (u32, NotClone),
    whole @ Pair { .. }: Pair,
    (f, g): &(i8, i16),
    ref h: u64,
    Marked(i, PhantomData): Marked<i32>,
    [j, ..]: [i64; 2],
) {
    let _ = (a, b, left, r, c, d, e, whole, f, g, h, i, j);
}

/// Everything that can be bound.
#[is_side_effect_of("every_pattern")]
fn everything(a: &str, b: u8, left: String, r: u8, e: u32, f: i8, g: i16, h: u64, i: &i32, j: i64) {
    let _ = (a, b, left, r, e, f, g, h, i, j);
}

#[test]
fn what_is_known_without_a_call_is_what_a_call_offers() {
    assert_eq!(of("every_pattern"), []);
    let pair = || Pair {
        left: "left".into(),
        right: 1,
    };
    every(
        ("a".into(), 1),
        pair(),
        &(1, "d".into()),
        (1, NotClone),
        pair(),
        &(1, 1),
        1,
        Marked(1, PhantomData),
        [1, 1],
    );
}

#[has_side_effects("named_lifetime")]
fn longest<'a>((a, _): &'a (u8, String)) -> &'a u8 {
    a
}

/// Asks for another type.
#[is_side_effect_of("named_lifetime")]
fn later(_a: u16) {}

#[test]
fn a_lifetime_with_a_name_does_not_hide_the_type() {
    assert_eq!(of("named_lifetime")[0].hint(), "what fits is `&u8` or `u8`");
}
