//! Patterns as parameters.

use side_effects::{has_side_effects, is_side_effect_of};

use crate::support::{fires_when_done, log, logged, pause};

#[derive(Clone)]
struct Pool(u8);
struct State<T>(T);
struct Point {
    x: u8,
    y: u8,
}

#[has_side_effects("an_extractor")]
async fn extract(State(pool): State<Pool>, (id, name): (u32, String)) -> String {
    pause().await;
    assert_eq!(pool.0, 1);
    format!("{id} {name}")
}

#[is_side_effect_of("an_extractor")]
async fn after_extract(pool: &Pool, id: u32, name: &str, return_value: &str) {
    pause().await;
    log(format!("{} {id} {name} {return_value}", pool.0));
}

#[test]
fn a_tuple_and_a_tuple_struct() {
    fires_when_done!("an_extractor", extract(State(Pool(1)), (2, "Ada".into())));
    assert_eq!(logged(), ["1 2 Ada 2 Ada"]);
}

#[has_side_effects("a_struct_pattern")]
async fn move_by(Point { x, y: up }: Point, &[first, ..]: &[u8; 3]) -> u8 {
    pause().await;
    x + up + first
}

#[is_side_effect_of("a_struct_pattern")]
async fn after_move(x: u8, up: &u8, first: u8) {
    log(format!("{x} {up} {first}"));
}

#[test]
fn a_struct_and_a_slice_behind_a_reference() {
    let value = fires_when_done!(
        "a_struct_pattern",
        move_by(Point { x: 1, y: 2 }, &[3, 0, 0])
    );
    assert_eq!(value, 6);
    assert_eq!(logged(), ["1 2 3"]);
}

#[has_side_effects("mut_ref_and_wild")]
async fn mixed(
    mut text: String,
    ref number: u8,
    (ref mut list, _): (Vec<u8>, String),
    _: u8,
) -> usize {
    text.push('!');
    pause().await;
    list.push(*number);
    text = text.repeat(list.len());
    text.len()
}

#[is_side_effect_of("mut_ref_and_wild")]
async fn after_mixed(text: &str, number: u8, list: &[u8], return_value: usize) {
    log(format!("{text} {number} {list:?} {return_value}"));
}

#[test]
fn mut_ref_and_wild_patterns_show_what_was_passed() {
    fires_when_done!(
        "mut_ref_and_wild",
        mixed("Ada".into(), 5, (vec![4], String::new()), 6)
    );
    assert_eq!(logged(), ["Ada 5 [4] 8"]);
}

#[has_side_effects("attributes_on_parameters")]
async fn attributed(
    #[allow(unused_variables)] unused: u8,
    #[cfg(any())] absent: u8,
    #[cfg_attr(any(), deprecated)] number: u8,
) -> u8 {
    pause().await;
    number
}

#[is_side_effect_of("attributes_on_parameters")]
async fn after_attributed(unused: u8) {
    log(unused.to_string());
}

#[test]
fn attributes_on_parameters_are_kept() {
    fires_when_done!("attributes_on_parameters", attributed(1, 2));
    assert_eq!(logged(), ["1"]);
}

#[has_side_effects("skipped", skip(secret))]
async fn login(name: &str, secret: String) -> bool {
    pause().await;
    name == secret
}

#[is_side_effect_of("skipped")]
async fn after_login(event: &side_effects::Event<'_>) {
    log(format!(
        "{:?} {:?}",
        event.arg::<str>("name"),
        event.arg::<str>("secret")
    ));
}

#[test]
fn a_skipped_parameter_is_not_shown() {
    fires_when_done!("skipped", login("Ada", "hush".into()));
    assert_eq!(logged(), [r#"Some("Ada") None"#]);
}
