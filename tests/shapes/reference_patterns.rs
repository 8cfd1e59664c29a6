//! Patterns that bind references, or match them.

use side_effects::has_side_effects;

use crate::notes::{handler, notes, watcher};

#[has_side_effects("reference_patterns/ref")]
fn by_ref(ref a: String, (ref b, c): (String, u8)) -> usize {
    a.len() + b.len() + usize::from(c)
}

handler!("reference_patterns/ref"; a: &str, b: &String, c: u8);
#[test]
fn a_ref_binding_is_seen_as_what_it_refers_to() {
    assert_eq!(by_ref("a".to_owned(), ("bb".to_owned(), 3)), 6);
    assert_eq!(notes(), ["a=\"a\" b=\"bb\" c=3"]);
}

#[has_side_effects("reference_patterns/ref_mut")]
fn by_ref_mut(ref mut a: String, (ref mut b, _): (u8, String)) -> String {
    *b += 1;
    a.push_str(&b.to_string());
    std::mem::take(a)
}

handler!("reference_patterns/ref_mut"; a: &str, b: u8, return_value: &str);
#[test]
fn a_ref_mut_binding_is_seen_as_it_was_passed() {
    assert_eq!(by_ref_mut("a".to_owned(), (1, String::new())), "a2");
    assert_eq!(notes(), ["a=\"a\" b=1 return_value=\"a2\""]);
}

#[has_side_effects("reference_patterns/reference")]
fn reference(&a: &u8, &(b, ref c): &(u8, String), &mut d: &mut u8) -> String {
    format!("{a}{b}{c}{d}")
}

handler!("reference_patterns/reference"; a: u8, b: u8, c: &str, d: u8);
#[test]
fn a_reference_pattern_is_seen_by_its_names() {
    assert_eq!(reference(&1, &(2, "c".to_owned()), &mut 3), "12c3");
    assert_eq!(notes(), ["a=1 b=2 c=\"c\" d=3"]);
}

#[has_side_effects("reference_patterns/through")]
fn through_a_reference((name, id): &(String, u8), [a, ..]: &[u8; 2]) -> usize {
    usize::from(id + a) + name.len()
}

handler!("reference_patterns/through"; name: &str, id: u8, a: u8);
#[test]
fn a_pattern_that_looks_through_a_reference_is_seen_by_its_names() {
    assert_eq!(through_a_reference(&("n".to_owned(), 1), &[2, 3]), 4);
    assert_eq!(notes(), ["name=\"n\" id=1 a=2"]);
}

#[has_side_effects("reference_patterns/through_mutable")]
fn through_a_mutable_reference(
    (count, text): &mut (u8, String),
    &mut (ref mut list, id): &mut (Vec<u8>, u8),
) {
    *count += id;
    text.push('!');
    list.push(id);
}

watcher!("reference_patterns/through_mutable"; count: u8, text: str, list: Vec<u8>, id: u8);
#[test]
fn what_a_pattern_borrows_mutably_is_not_seen() {
    let (mut counted, mut listed) = ((1, "a".to_owned()), (vec![], 2));
    through_a_mutable_reference(&mut counted, &mut listed);
    assert_eq!(counted, (3, "a!".to_owned()));
    assert_eq!(listed, (vec![2], 2));
    assert_eq!(notes(), ["count=None text=None list=None id=Some(2)"]);
}

#[has_side_effects("reference_patterns/ref_to_reference")]
fn by_ref_to_a_reference(ref a: &str, ref mut b: &mut u8, id: u8) -> usize {
    **b += id;
    a.len()
}

watcher!("reference_patterns/ref_to_reference"; a: str, b: u8, id: u8);
#[test]
fn a_ref_binding_to_a_reference_is_not_seen() {
    let mut count = 1;
    assert_eq!(by_ref_to_a_reference("a", &mut count, 2), 1);
    assert_eq!(count, 3);
    assert_eq!(notes(), ["a=None b=None id=Some(2)"]);
}
