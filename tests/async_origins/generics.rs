//! Generic functions.

use std::fmt::{Debug, Display};

use side_effects::{Event, has_side_effects, is_side_effect_of};

use crate::support::{finish, fires_when_done, log, logged, pause};

#[has_side_effects("two_instantiations")]
async fn generic<T: Clone + Sync + Debug + 'static>(value: T) -> T {
    pause().await;
    value
}

#[is_side_effect_of("two_instantiations")]
fn after_generic(event: &Event<'_>) {
    let number = event.arg::<u8>("value");
    let text = event.arg::<String>("value");
    log(format!("{number:?} {text:?}"));
}

#[test]
fn two_instantiations_are_bound_each_on_its_own() {
    fires_when_done!("two_instantiations", generic(5_u8));
    assert_eq!(logged(), ["Some(5) None"]);
    fires_when_done!("two_instantiations", generic(String::from("five")));
    assert_eq!(logged(), [r#"None Some("five")"#]);
    finish(generic(6_u8));
    assert_eq!(logged(), ["Some(6) None"]);
}

#[has_side_effects("generic_with_an_async_handler")]
async fn generic_and_send<T>(value: T) -> T
where
    T: Clone + Send + Sync + 'static,
{
    pause().await;
    value
}

#[is_side_effect_of("generic_with_an_async_handler")]
async fn after_generic_and_send(value: &u8, return_value: u8) {
    pause().await;
    log(format!("{value} {return_value}"));
}

#[test]
fn an_async_handler_of_a_generic_function_whose_value_is_send() {
    fires_when_done!("generic_with_an_async_handler", generic_and_send(5_u8));
    assert_eq!(logged(), ["5 5"]);
}

#[has_side_effects("const_generics")]
async fn array<const N: usize>(bytes: [u8; N]) -> usize {
    pause().await;
    bytes.len()
}

#[is_side_effect_of("const_generics")]
async fn after_array(event: &Event<'_>, return_value: usize) {
    log(format!(
        "{:?} {return_value}",
        event.arg::<[u8; 2]>("bytes")
    ));
}

#[test]
fn a_function_that_is_generic_over_a_number() {
    fires_when_done!("const_generics", array([6, 7, 8]));
    assert_eq!(logged(), ["None 3"]);
    finish(array([4, 5]));
    assert_eq!(logged(), ["Some([4, 5]) 2"]);
}

#[has_side_effects("not_static")]
async fn unbounded<'a, T: Display + ?Sized, U>(value: &'a T, _: U) -> Option<&'a T>
where
    U: Into<String>,
{
    pause().await;
    Some(value)
}

#[is_side_effect_of("not_static")]
fn after_unbounded(event: &Event<'_>) {
    log(format!("{:?}", event.arg::<str>("value")));
}

#[test]
fn a_generic_that_is_not_bounded_by_static_fires_all_the_same() {
    let name = String::from("Ada");
    let value = fires_when_done!("not_static", unbounded(name.as_str(), name.as_str()));
    assert_eq!(value, Some("Ada"));
    assert_eq!(logged(), ["None"]);
}
