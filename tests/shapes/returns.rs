//! Return types that the body's value is coerced to, or that have no name.

use std::fmt::{Debug, Display};

use side_effects::has_side_effects;

use crate::notes::{handler, notes, watcher};

#[has_side_effects("returns/boxed_trait")]
fn boxed_trait(flag: bool) -> Box<dyn Display> {
    if flag { Box::new(1) } else { Box::new("one") }
}

#[test]
fn a_boxed_trait_object_is_coerced_to_and_seen() {
    const _: () = {
        #[side_effects::is_side_effect_of("returns/boxed_trait")]
        fn show(return_value: &dyn Display) {
            crate::notes::note(return_value.to_string());
        }
    };
    assert_eq!(boxed_trait(true).to_string(), "1");
    assert_eq!(boxed_trait(false).to_string(), "one");
    assert_eq!(notes(), ["1", "one"]);
}

#[has_side_effects("returns/borrowing_box")]
fn boxed_trait_that_borrows<'a>(text: &'a str, count: &mut u8) -> Box<dyn Display + 'a> {
    *count += 1;
    Box::new(text)
}

watcher!("returns/borrowing_box"; text: str, count: u8, return_value: u8);
#[test]
fn a_boxed_trait_object_that_borrows_is_not_seen() {
    let text = String::from("a");
    assert_eq!(boxed_trait_that_borrows(&text, &mut 1).to_string(), "a");
    assert_eq!(
        notes(),
        ["text=Some(\"a\") count=Some(2) return_value=None"]
    );
}

#[has_side_effects("returns/boxed_error")]
fn boxed_error(n: u8) -> Result<Box<dyn Debug>, Box<dyn std::error::Error>> {
    match n {
        0 => Ok(Box::new(n)),
        1 => Err(Box::new(std::fmt::Error)),
        _ => Err("too many".into()),
    }
}

handler!("returns/boxed_error"; return_value: &Box<dyn Debug>);
#[test]
fn both_sides_of_a_result_are_coerced() {
    assert_eq!(format!("{:?}", boxed_error(0).unwrap()), "0");
    assert!(boxed_error(1).is_err() && boxed_error(2).is_err());
    assert_eq!(notes(), ["return_value=0"]);
}

#[has_side_effects("returns/function")]
fn function_pointer(twice: bool) -> fn(&str) -> String {
    if twice {
        |s| s.repeat(2)
    } else {
        str::to_owned
    }
}

#[test]
fn a_closure_is_coerced_to_a_function_pointer() {
    const _: () = {
        #[side_effects::is_side_effect_of("returns/function")]
        fn call(return_value: fn(&str) -> String) {
            crate::notes::note(return_value("b"));
        }
    };
    assert_eq!(function_pointer(true)("a"), "aa");
    assert_eq!(notes(), ["bb"]);
}

#[has_side_effects("returns/slice")]
fn unsized_slice(bytes: &[u8; 3]) -> &[u8] {
    bytes
}

handler!("returns/slice"; bytes: &[u8; 3], return_value: &[u8]);
#[test]
fn an_array_is_coerced_to_a_slice() {
    assert_eq!(unsized_slice(&[1, 2, 3]), [1, 2, 3]);
    assert_eq!(notes(), ["bytes=[1, 2, 3] return_value=[1, 2, 3]"]);
}

#[has_side_effects("returns/boxed_closure")]
fn boxed_closure(by: u8) -> Box<dyn Fn(u8) -> u8> {
    Box::new(move |n| n + by)
}

handler!("returns/boxed_closure"; by: u8);
#[test]
fn the_parameters_of_a_boxed_closure_are_inferred() {
    assert_eq!(boxed_closure(1)(2), 3);
    assert_eq!(notes(), ["by=1"]);
}

#[has_side_effects("returns/impl")]
fn impl_trait(up_to: u8) -> impl Iterator<Item = u8> {
    if up_to == 0 {
        return vec![9].into_iter();
    }
    (0..up_to).collect::<Vec<_>>().into_iter()
}

watcher!("returns/impl"; up_to: u8, return_value: std::vec::IntoIter<u8>);
#[test]
fn an_impl_trait_can_be_returned_and_is_not_seen() {
    assert_eq!(impl_trait(0).sum::<u8>(), 9);
    assert_eq!(impl_trait(3).sum::<u8>(), 3);
    assert_eq!(
        notes(),
        [
            "up_to=Some(0) return_value=None",
            "up_to=Some(3) return_value=None"
        ]
    );
}

#[has_side_effects("returns/impl_borrowing")]
fn impl_trait_that_borrows(list: &mut Vec<u8>, by: u8) -> impl Iterator<Item = &mut u8> {
    list.push(by);
    list.iter_mut()
}

watcher!("returns/impl_borrowing"; list: Vec<u8>, by: u8);
#[test]
fn an_impl_trait_can_borrow_from_a_parameter() {
    let mut list = vec![1];
    impl_trait_that_borrows(&mut list, 2).for_each(|n| *n *= 2);
    assert_eq!(list, [2, 4]);
    assert_eq!(notes(), ["list=None by=Some(2)"]);
}

#[has_side_effects("returns/impl_in_result")]
fn impl_trait_in_a_result(text: &str) -> Result<impl Display, std::num::ParseIntError> {
    let n: u8 = text.parse()?;
    Ok(n + 1)
}

watcher!("returns/impl_in_result"; text: str, return_value: u8);
#[test]
fn the_question_mark_works_beside_an_impl_trait() {
    assert_eq!(impl_trait_in_a_result("1").unwrap().to_string(), "2");
    assert!(impl_trait_in_a_result("x").is_err());
    assert_eq!(notes(), ["text=Some(\"1\") return_value=None"]);
}

#[has_side_effects("returns/coerced_beside_impl")]
fn coerced_beside_an_impl_trait(n: u8) -> Result<impl Display, Box<dyn std::error::Error>> {
    if n == 0 {
        return Err(Box::new(std::fmt::Error));
    }
    Ok(n)
}

watcher!("returns/coerced_beside_impl"; n: u8);
#[test]
fn what_stands_beside_an_impl_trait_is_coerced_to() {
    assert!(coerced_beside_an_impl_trait(0).is_err());
    assert_eq!(coerced_beside_an_impl_trait(1).unwrap().to_string(), "1");
    assert_eq!(notes(), ["n=Some(1)"]);
}

#[has_side_effects("returns/result_in_result")]
fn result_in_result(n: u8) -> Result<Result<u8, u8>, String> {
    match n {
        0 => Ok(Ok(0)),
        1 => Ok(Err(1)),
        _ => Err("no".into()),
    }
}

handler!("returns/result_in_result"; n: u8, return_value: &Result<u8, u8>);
#[test]
fn a_result_in_a_result_is_a_success_where_both_are() {
    assert_eq!(
        [0, 1, 2].map(|n| result_in_result(n).is_ok()),
        [true, true, false]
    );
    assert_eq!(notes(), ["n=0 return_value=Ok(0)"]);
}

mod aliases {
    pub(super) type Fallible<T> = std::result::Result<T, String>;
    pub(super) type Number = u8;
}

#[has_side_effects("returns/alias")]
fn alias_of_a_result(n: aliases::Number) -> aliases::Fallible<aliases::Number> {
    if n == 0 { Err("zero".into()) } else { Ok(n) }
}

handler!("returns/alias"; n: u8, return_value: u8);
#[test]
fn an_alias_of_a_result_is_a_result() {
    assert!(alias_of_a_result(0).is_err());
    assert_eq!(alias_of_a_result(1), Ok(1));
    assert_eq!(notes(), ["n=1 return_value=1"]);
}

#[has_side_effects("returns/parens")]
#[allow(unused_parens)]
fn in_parentheses(n: u8) -> (u8) {
    n
}

handler!("returns/parens"; n: u8, return_value: u8);
#[test]
fn a_return_type_in_parentheses_works() {
    assert_eq!(in_parentheses(1), 1);
    assert_eq!(notes(), ["n=1 return_value=1"]);
}

#[has_side_effects("returns/impl_fn")]
fn impl_fn(by: usize) -> impl Fn(&str) -> usize {
    move |text: &str| text.len() + by
}

handler!("returns/impl_fn"; by: usize);
#[test]
fn a_closure_with_typed_parameters_can_be_returned_as_an_impl_trait() {
    let text = String::from("ab");
    assert_eq!(impl_fn(1)(&text), 3);
    assert_eq!(notes(), ["by=1"]);
}
