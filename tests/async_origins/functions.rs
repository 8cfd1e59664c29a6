//! Free functions.

use std::error::Error;
use std::fmt::Display;
use std::future::Future;

use side_effects::{Event, has_side_effects, is_side_effect_of};

use crate::support::{does_not_fire, fires_when_done, log, logged, pause};

#[derive(Clone)]
struct User(u32);

#[has_side_effects("a_plain_function")]
async fn plain(user: &User, name: String, list: &mut Vec<u8>) -> Result<String, String> {
    pause().await;
    list.push(7);
    Ok(format!("{name} {}", user.0))
}

#[is_side_effect_of("a_plain_function")]
async fn after_plain(user: &User, name: &str, list: &[u8], return_value: &str) {
    pause().await;
    log(format!("{} {name} {list:?} {return_value}", user.0));
}

#[is_side_effect_of("a_plain_function", order = 1)]
fn after_that(name: String, event: &Event<'_>) {
    log(format!("{name} {:?}", event.return_value::<String>()));
}

#[test]
fn a_plain_function_shows_its_arguments_and_its_value() {
    let mut list = Vec::new();
    let value = fires_when_done!("a_plain_function", plain(&User(3), "Ada".into(), &mut list));
    assert_eq!(value.as_deref(), Ok("Ada 3"));
    assert_eq!(logged(), ["3 Ada [7] Ada 3", r#"Ada Some("Ada 3")"#]);
}

#[has_side_effects("without_anything")]
async fn without_anything() {
    pause().await;
}

#[is_side_effect_of("without_anything")]
async fn after_nothing(return_value: ()) {
    log(format!("{return_value:?}"));
}

#[test]
fn a_function_without_parameters_or_value() {
    fires_when_done!("without_anything", without_anything());
    assert_eq!(logged(), ["()"]);
}

#[has_side_effects("an_unsafe_function")]
#[allow(unsafe_code)]
async unsafe fn dangerous(number: u8) -> u8 {
    pause().await;
    number
}

#[is_side_effect_of("an_unsafe_function")]
async fn after_danger(return_value: u8) {
    log(return_value.to_string());
}

#[test]
#[allow(unsafe_code)]
fn an_unsafe_function() {
    // SAFETY: it is unsafe by name only.
    fires_when_done!("an_unsafe_function", unsafe { dangerous(5) });
    assert_eq!(logged(), ["5"]);
}

#[has_side_effects("an_opaque_value")]
async fn opaque(number: u8) -> impl Display {
    pause().await;
    number + 1
}

#[is_side_effect_of("an_opaque_value")]
async fn after_opaque(number: u8) {
    pause().await;
    log(number.to_string());
}

#[test]
fn a_function_that_returns_an_impl_trait() {
    let value = fires_when_done!("an_opaque_value", opaque(5));
    assert_eq!(value.to_string(), "6");
    assert_eq!(logged(), ["5"]);
}

#[has_side_effects("an_opaque_ok_value")]
async fn opaque_ok(number: &str) -> Result<impl Display, Box<dyn Error>> {
    pause().await;
    let number: u8 = number.parse()?;
    Ok(number + 1)
}

#[test]
fn a_question_mark_beside_an_impl_trait() {
    let value = fires_when_done!("an_opaque_ok_value", opaque_ok("5"));
    assert_eq!(value.unwrap().to_string(), "6");
    assert!(does_not_fire!(opaque_ok("five")).is_err());
}

#[has_side_effects("an_opaque_argument")]
async fn takes_opaque(text: impl Display + 'static, others: impl IntoIterator<Item = u8>) -> u8 {
    pause().await;
    drop(text);
    others.into_iter().sum()
}

#[is_side_effect_of("an_opaque_argument")]
async fn after_takes_opaque(return_value: u8) {
    log(return_value.to_string());
}

#[test]
fn a_function_that_takes_an_impl_trait() {
    fires_when_done!("an_opaque_argument", takes_opaque("text", [2, 3]));
    assert_eq!(logged(), ["5"]);
}

#[has_side_effects("borrows_across_awaits")]
async fn longest<'a>(one: &'a str, other: &'a str, sizes: &mut [usize]) -> &'a str {
    let sizes = &mut sizes[..2];
    pause().await;
    sizes[0] = one.len();
    pause().await;
    sizes[1] = other.len();
    if sizes[0] > sizes[1] { one } else { other }
}

#[is_side_effect_of("borrows_across_awaits")]
async fn after_longest(one: &str, sizes: &[usize], return_value: &str) {
    pause().await;
    log(format!("{one} {sizes:?} {return_value}"));
}

#[test]
fn borrowed_arguments_that_are_held_across_awaits_and_returned() {
    let (mut sizes, other) = ([0; 3], String::from("four"));
    let value = fires_when_done!("borrows_across_awaits", longest("six", &other, &mut sizes));
    assert_eq!(value, "four");
    assert_eq!(logged(), ["six [3, 4, 0] four"]);
}

#[has_side_effects("a_coerced_value")]
async fn coerced(number: u8) -> Box<dyn Display + Send> {
    pause().await;
    if number == 0 {
        return Box::new("none");
    }
    Box::new(number)
}

#[is_side_effect_of("a_coerced_value")]
fn after_coerced(number: u8) {
    log(number.to_string());
}

#[test]
fn a_value_that_is_coerced_by_the_return_type() {
    let value = fires_when_done!("a_coerced_value", coerced(0));
    assert_eq!(value.to_string(), "none");
    assert_eq!(logged(), ["0"]);
}

#[has_side_effects("recursion")]
async fn countdown(from: u8) -> u8 {
    pause().await;
    match from {
        0 => 0,
        _ => 1 + Box::pin(countdown(from - 1)).await,
    }
}

#[is_side_effect_of("recursion")]
async fn after_countdown(from: u8) {
    log(from.to_string());
}

#[test]
fn a_recursive_function_fires_from_the_innermost_call_outwards() {
    let events = side_effects::record_side_effects();
    assert_eq!(crate::support::finish(countdown(2)), 2);
    assert_eq!(events, ["recursion"; 3]);
    assert_eq!(logged(), ["0", "1", "2"]);
}

#[has_side_effects("the_upper_label")]
#[has_side_effects("the_lower_label")]
async fn stacked(name: String) -> usize {
    pause().await;
    name.len()
}

#[is_side_effect_of("the_upper_label", "the_lower_label")]
async fn after_stacked(event: &Event<'_>, name: &str, return_value: usize) {
    log(format!("{} {name} {return_value}", event.label()));
}

#[test]
fn stacked_labels_fire_from_the_topmost_down() {
    let events = side_effects::record_side_effects();
    crate::support::finish(stacked("Ada".into()));
    assert_eq!(events, ["the_upper_label", "the_lower_label"]);
    assert_eq!(logged(), ["the_upper_label Ada 3", "the_lower_label Ada 3"]);
}

#[has_side_effects("an_awaited_argument")]
async fn awaits(future: impl Future<Output = u8>, and: impl AsyncFnOnce(u8) -> u8) -> u8 {
    and(future.await).await
}

#[is_side_effect_of("an_awaited_argument")]
async fn after_awaits(return_value: u8) {
    log(return_value.to_string());
}

#[test]
fn arguments_that_are_futures_and_async_closures() {
    let number = || async {
        pause().await;
        5
    };
    fires_when_done!(
        "an_awaited_argument",
        awaits(number(), async |number| number + 1)
    );
    assert_eq!(logged(), ["6"]);
}

#[has_side_effects("raw_identifiers")]
async fn r#async(r#type: u8) -> u8 {
    pause().await;
    r#type
}

#[is_side_effect_of("raw_identifiers")]
async fn r#await(r#type: u8) {
    log(r#type.to_string());
}

#[test]
fn raw_identifiers() {
    fires_when_done!("raw_identifiers", r#async(5));
    assert_eq!(logged(), ["5"]);
}

macro_rules! made {
    ($name:ident, $number:ident, $body:block) => {
        #[has_side_effects("a_macro_made_function")]
        async fn $name($number: u8) -> u8 $body
    };
}

made!(made_by_a_macro, number, {
    pause().await;
    number + 1
});

#[is_side_effect_of("a_macro_made_function")]
async fn after_made(number: u8, return_value: u8) {
    log(format!("{number} {return_value}"));
}

#[test]
fn a_function_that_a_macro_has_made() {
    fires_when_done!("a_macro_made_function", made_by_a_macro(4));
    assert_eq!(logged(), ["4 5"]);
}
