//! References, and arguments that borrow inside.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt::Display;

use side_effects::has_side_effects;

use crate::notes::{handler, notes, watcher};

#[has_side_effects("borrows/mutable")]
fn push(list: &mut Vec<u8>, byte: u8) {
    list.push(byte);
}

handler!("borrows/mutable"; list: &[u8], byte: u8);
#[test]
fn a_mutable_reference_is_seen_as_the_body_left_it() {
    let mut list = vec![1];
    push(&mut list, 2);
    assert_eq!(list, [1, 2]);
    assert_eq!(notes(), ["list=[1, 2] byte=2"]);
}

#[has_side_effects("borrows/interior")]
fn set(cell: &Cell<u8>, text: &RefCell<String>) {
    cell.set(2);
    text.borrow_mut().push('b');
}

handler!("borrows/interior"; cell: &Cell<u8>, text: &RefCell<String>);
#[test]
fn a_shared_reference_is_seen_as_the_body_left_it() {
    set(&Cell::new(1), &RefCell::new("a".to_owned()));
    assert_eq!(
        notes(),
        ["cell=Cell { value: 2 } text=RefCell { value: \"ab\" }"]
    );
}

#[has_side_effects("borrows/reassigned")]
fn reassigned(mut text: &str, mut list: &mut Vec<u8>, flag: bool) -> usize {
    let (local, mut other) = (String::from("local"), vec![0]);
    list.push(1);
    if flag {
        text = &local;
        list = &mut other;
    }
    list.push(2);
    text.len() + list.len()
}

handler!("borrows/reassigned"; text: &str, list: &[u8]);
#[test]
fn a_parameter_that_is_reassigned_to_a_local_borrow_is_seen_as_it_was_passed() {
    let mut list = vec![];
    assert_eq!(reassigned("a", &mut list, true), 7);
    assert_eq!(reassigned("a", &mut list, false), 4);
    assert_eq!(list, [1, 1, 2]);
    assert_eq!(
        notes(),
        ["text=\"a\" list=[1]", "text=\"a\" list=[1, 1, 2]"]
    );
}

#[has_side_effects("borrows/inside")]
fn inside(text: Cow<'_, str>, parts: Vec<&str>, option: Option<&u8>, id: u8) -> usize {
    text.len() + parts.len() + usize::from(*option.unwrap_or(&id))
}

watcher!("borrows/inside"; text: Cow<'static, str>, text: str, parts: Vec<&'static str>, id: u8);
#[test]
fn an_argument_that_borrows_inside_is_not_seen() {
    let local = String::from("local");
    assert_eq!(inside(Cow::Borrowed(&local), vec![&local], None, 1), 7);
    assert_eq!(notes(), ["text=None text=None parts=None id=Some(1)"]);
}

#[has_side_effects("borrows/static")]
fn statics(text: Cow<'static, str>, parts: &[&'static str], name: &'static str) -> &'static str {
    assert_eq!((text.len(), parts.len()), (1, 2));
    name
}

handler!("borrows/static"; text: &str, parts: &[&'static str], name: &str, return_value: &str);
#[test]
fn what_borrows_only_statics_is_seen() {
    assert_eq!(statics("t".into(), &["a", "b"], "n"), "n");
    assert_eq!(
        notes(),
        ["text=\"t\" parts=[\"a\", \"b\"] name=\"n\" return_value=\"n\""]
    );
}

#[has_side_effects("borrows/static_mut")]
fn static_mut(leaked: &'static mut u8) -> u8 {
    *leaked += 1;
    *leaked
}

watcher!("borrows/static_mut"; leaked: u8, return_value: u8);
#[test]
fn a_mutable_reference_that_may_be_kept_for_good_is_not_seen() {
    assert_eq!(static_mut(Box::leak(Box::new(1))), 2);
    assert_eq!(notes(), ["leaked=None return_value=Some(2)"]);
}

#[has_side_effects("borrows/dyn")]
fn dynamic(
    short: &dyn Display,
    long: &'static dyn Display,
    bounded: &Box<dyn Display>,
    boxed: Box<dyn Display + '_>,
    id: u8,
) -> String {
    format!("{short}{long}{bounded}{boxed}{id}")
}

#[test]
fn a_trait_object_is_seen_where_it_is_static() {
    const _: () = {
        #[side_effects::is_side_effect_of("borrows/dyn")]
        fn show(long: &dyn Display, bounded: &dyn Display, event: &side_effects::Event<'_>) {
            let short = event.arg::<dyn Display>("short").is_some();
            crate::notes::note(format!("{long}{bounded}{short}"));
        }
    };
    let local = String::from("s");
    assert_eq!(
        dynamic(
            &&local[..],
            &'l',
            &(Box::new('b') as _),
            Box::new(&local),
            1
        ),
        "slbs1"
    );
    assert_eq!(notes(), ["lbfalse"]);
}

#[has_side_effects("borrows/slices")]
fn slices(bytes: &[u8], mutable: &mut [u8], text: &mut str, nested: &&u8) -> u8 {
    mutable[0] += bytes[0];
    text.make_ascii_uppercase();
    mutable[0] + **nested
}

watcher!("borrows/slices"; bytes: [u8], mutable: [u8], text: str, nested: u8);
#[test]
fn unsized_references_are_seen_and_references_to_references_are_not() {
    let mut text = String::from("a");
    assert_eq!(slices(&[1], &mut [2, 3], &mut text, &&4), 7);
    assert_eq!(
        notes(),
        ["bytes=Some([1]) mutable=Some([3, 3]) text=Some(\"A\") nested=None"]
    );
}

#[has_side_effects("borrows/raw")]
fn raw(pointer: *const u8, mutable: *mut u8) -> bool {
    pointer == mutable.cast_const()
}

handler!("borrows/raw"; return_value: bool);
#[test]
fn raw_pointers_can_be_passed() {
    let mut byte = 1;
    let pointer = &raw mut byte;
    assert!(raw(pointer, pointer));
    assert_eq!(notes(), ["return_value=true"]);
}

#[has_side_effects("borrows/error")]
fn fallible<'a>(text: &'a str, parsed: &mut Vec<u8>) -> Result<&'a str, std::num::ParseIntError> {
    parsed.push(text.parse()?);
    Ok(text)
}

handler!("borrows/error"; parsed: &[u8], return_value: &str);
#[test]
fn the_ok_value_of_a_result_that_borrows_is_seen_by_reference() {
    let mut parsed = vec![];
    assert!(fallible("x", &mut parsed).is_err());
    assert_eq!(fallible("7", &mut parsed), Ok("7"));
    assert_eq!(notes(), ["parsed=[7] return_value=\"7\""]);
}

#[has_side_effects("borrows/moved_closure")]
fn moved_into_a_closure(list: &mut Vec<u8>, text: &str) -> usize {
    let mut push = move |byte| list.push(byte);
    push(1);
    push(2);
    text.len()
}

handler!("borrows/moved_closure"; list: &[u8], text: &str);
#[test]
fn a_mutable_reference_that_a_closure_consumes_is_seen() {
    let mut list = vec![];
    assert_eq!(moved_into_a_closure(&mut list, "a"), 1);
    assert_eq!(notes(), ["list=[1, 2] text=\"a\""]);
}

macro_rules! of_type {
    ($ty:ty) => {
        #[has_side_effects("borrows/dyn_of_macro")]
        fn dynamic_of_a_macro(short: &$ty, id: u8) -> String {
            format!("{short}{id}")
        }
    };
}
of_type!(dyn Display);

#[has_side_effects("borrows/dyn_in_parens")]
fn dynamic_in_parentheses(
    short: &(dyn Display + Send),
    long: &(dyn Display + Send + 'static),
) -> String {
    format!("{short}{long}")
}

watcher!("borrows/dyn_of_macro"; short: u8, id: u8);
handler!("borrows/dyn_in_parens"; return_value: &str);
#[test]
fn a_trait_object_in_parentheses_or_of_a_macro_is_not_seen() {
    let local = String::from("s");
    assert_eq!(dynamic_of_a_macro(&&local[..], 1), "s1");
    assert_eq!(dynamic_in_parentheses(&&local[..], &'l'), "sl");
    assert_eq!(notes(), ["short=None id=Some(1)", "return_value=\"sl\""]);
}
