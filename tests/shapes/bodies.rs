//! What a body can do: its items, its temporaries and its use of the parameters.

use side_effects::has_side_effects;

use crate::notes::{handler, note, notes, watcher};

#[has_side_effects("bodies/outer")]
fn outer(n: u8) -> u8 {
    #[has_side_effects("bodies/inner")]
    fn inner(n: u8) -> u8 {
        n * 2
    }
    handler!("bodies/inner"; n: u8, return_value: u8);
    inner(n) + 1
}

handler!("bodies/outer"; n: u8, return_value: u8);
#[test]
fn a_function_nested_in_a_function_fires_on_its_own() {
    assert_eq!(outer(3), 7);
    assert_eq!(notes(), ["n=3 return_value=6", "n=3 return_value=7"]);
}

#[has_side_effects("bodies/consumed")]
fn consumed(name: String, list: Vec<u8>) -> usize {
    let length = name.into_bytes().len();
    length + list.into_iter().map(usize::from).sum::<usize>()
}

handler!("bodies/consumed"; name: &str, list: &[u8]);
#[test]
fn an_argument_that_the_body_consumes_is_seen() {
    assert_eq!(consumed("ab".to_owned(), vec![1]), 3);
    assert_eq!(notes(), ["name=\"ab\" list=[1]"]);
}

#[has_side_effects("bodies/mutated")]
fn mutated(mut name: String, mut count: u8) -> String {
    name.push('!');
    count += 1;
    format!("{name}{count}")
}

handler!("bodies/mutated"; name: &str, count: u8);
#[test]
fn an_argument_by_value_is_seen_as_it_was_passed() {
    assert_eq!(mutated("a".to_owned(), 1), "a!2");
    assert_eq!(notes(), ["name=\"a\" count=1"]);
}

#[has_side_effects("bodies/empty")]
fn empty(_id: u8) {}

handler!("bodies/empty"; id: u8, return_value: ());
#[test]
fn an_empty_body_works() {
    empty(1);
    assert_eq!(notes(), ["id=1 return_value=()"]);
}

#[has_side_effects("bodies/inner_attributes")]
fn with_inner_attributes(text: &str) -> usize {
    #![allow(unused_variables, clippy::let_and_return)]
    #![allow(non_snake_case)]
    let unused = 1;
    let Length = text.len();
    Length
}

handler!("bodies/inner_attributes"; text: &str);
#[test]
fn inner_attributes_apply_to_the_body() {
    assert_eq!(with_inner_attributes("abc"), 3);
    assert_eq!(notes(), ["text=\"abc\""]);
}

#[has_side_effects("bodies/extern")]
extern "C" fn with_an_abi(a: u8, b: u8) -> u8 {
    a + b
}

handler!("bodies/extern"; a: u8, b: u8, return_value: u8);
#[test]
fn a_function_with_an_abi_stays_a_pointer_of_that_abi() {
    let pointer: extern "C" fn(u8, u8) -> u8 = with_an_abi;
    assert_eq!(pointer(1, 2), 3);
    assert_eq!(notes(), ["a=1 b=2 return_value=3"]);
}

/// # Safety
///
/// `pointer` is valid for reads.
#[has_side_effects("bodies/unsafe")]
#[allow(unsafe_code)]
unsafe fn without_safety(pointer: *const u8, add: u8) -> u8 {
    // SAFETY: by the contract of this function.
    let byte = unsafe { *pointer };
    byte + add
}

handler!("bodies/unsafe"; add: u8, return_value: u8);
#[test]
#[allow(unsafe_code)]
fn an_unsafe_function_stays_unsafe_to_call() {
    let pointer: unsafe fn(*const u8, u8) -> u8 = without_safety;
    // SAFETY: the reference is valid.
    assert_eq!(unsafe { pointer(&1, 2) }, 3);
    assert_eq!(notes(), ["add=2 return_value=3"]);
}

#[has_side_effects("bodies/closures")]
fn with_closures(base: u8, names: Vec<String>) -> Vec<String> {
    let add = |n: u8| -> u8 {
        if n == 0 {
            return base;
        }
        n + base
    };
    let numbered = |(i, name): (u8, String)| format!("{name}{}", add(i));
    (0..).zip(names).map(numbered).collect()
}

handler!("bodies/closures"; base: u8, names: &[String]);
#[test]
fn closures_in_a_body_return_from_themselves() {
    let names = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(with_closures(5, names), ["a5", "b6"]);
    assert_eq!(notes(), ["base=5 names=[\"a\", \"b\"]"]);
}

#[has_side_effects("bodies/items")]
fn with_items(n: u8) -> u8 {
    const TWO: u8 = 2;
    #[derive(Clone, Copy)]
    struct Doubled(u8);
    impl From<u8> for Doubled {
        fn from(n: u8) -> Self {
            Self(n * TWO)
        }
    }
    use std::convert::identity as same;
    macro_rules! plus_one {
        ($e:expr) => {
            $e + 1
        };
    }
    plus_one!(same(Doubled::from(n).0))
}

handler!("bodies/items"; n: u8, return_value: u8);
#[test]
fn items_imports_and_macros_in_a_body_work() {
    assert_eq!(with_items(3), 7);
    assert_eq!(notes(), ["n=3 return_value=7"]);
}

#[has_side_effects("bodies/temporaries")]
fn temporaries_in_the_tail(text: std::cell::RefCell<String>, lock: std::sync::Mutex<u8>) -> usize {
    text.borrow_mut().push('b');
    match *lock.lock().unwrap() {
        0 => text.borrow().len(),
        n => text.borrow().len() + usize::from(n),
    }
}

watcher!("bodies/temporaries"; text: std::cell::RefCell<String>, return_value: usize);
#[test]
fn a_tail_expression_may_borrow_from_parameters() {
    assert_eq!(temporaries_in_the_tail("a".to_owned().into(), 3.into()), 5);
    assert_eq!(
        notes(),
        ["text=Some(RefCell { value: \"a\" }) return_value=Some(5)"]
    );
}

#[has_side_effects("bodies/many")]
fn of_many_parameters(
    a: u8,
    b: String,
    c: &str,
    d: &mut u8,
    e: Vec<u8>,
    f: u8,
    g: u8,
    h: u8,
    i: u8,
    j: u8,
    k: u8,
    l: u8,
    m: u8,
    n: String,
) -> usize {
    *d += [a, f, g, h, i, j, k, l, m].into_iter().sum::<u8>();
    b.len() + c.len() + e.len() + n.len()
}

handler!("bodies/many"; a: u8, d: u8, n: &str, return_value: usize);
#[test]
fn a_function_may_have_many_parameters() {
    let (b, n) = ("b".to_owned(), "n".to_owned());
    let mut d = 1;
    let length = of_many_parameters(1, b, "c", &mut d, vec![1], 1, 1, 1, 1, 1, 1, 1, 1, n);
    assert_eq!((length, d), (4, 10));
    assert_eq!(notes(), ["a=1 d=10 n=\"n\" return_value=4"]);
}

#[has_side_effects("bodies/none")]
fn without_parameters() -> u8 {
    note("body");
    1
}

handler!("bodies/none"; return_value: u8);
#[test]
fn the_body_runs_once_and_before_its_effects() {
    assert_eq!(without_parameters(), 1);
    assert_eq!(notes(), ["body", "return_value=1"]);
}

mod local_effects {
    use super::*;

    #[test]
    fn an_origin_and_its_handler_may_be_nested_in_a_function() {
        #[has_side_effects("bodies/local")]
        fn local(n: u8) -> u8 {
            n + 1
        }
        handler!("bodies/local"; n: u8, return_value: u8);
        assert_eq!(local(1), 2);
        assert_eq!(notes(), ["n=1 return_value=2"]);
    }
}
