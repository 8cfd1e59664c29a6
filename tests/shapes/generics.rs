//! Type and const parameters, where clauses, `impl Trait` as an argument.

use std::fmt::{Debug, Display};

use side_effects::has_side_effects;

use crate::notes::{handler, notes, watcher};

#[has_side_effects("generics/static")]
fn generic<T: Clone + Debug + 'static>(value: T, other: &T) -> T {
    let _ = other;
    value
}

watcher!("generics/static"; value: u8, value: String, other: u8, other: String);
#[test]
fn each_instantiation_of_a_generic_function_is_bound_on_its_own() {
    assert_eq!(generic(1_u8, &2), 1);
    assert_eq!(generic("one".to_owned(), &"two".to_owned()), "one");
    assert_eq!(generic(3_u8, &4), 3);
    assert_eq!(
        notes(),
        [
            "value=Some(1) value=None other=Some(2) other=None",
            "value=None value=Some(\"one\") other=None other=Some(\"two\")",
            "value=Some(3) value=None other=Some(4) other=None",
        ]
    );
}

#[has_side_effects("generics/deref")]
fn generic_text<T: AsRef<str> + Clone + 'static>(text: T) -> usize {
    text.as_ref().len()
}

watcher!("generics/deref"; text: String, text: &'static str);
#[test]
fn what_is_known_of_a_type_parameter_is_the_same_for_all_its_types() {
    assert_eq!(generic_text("one".to_owned()), 3);
    assert_eq!(generic_text("three"), 5);
    assert_eq!(
        notes(),
        [
            "text=Some(\"one\") text=None",
            "text=None text=Some(\"three\")"
        ]
    );
}

#[has_side_effects("generics/two")]
fn of_two_types<A: Clone + 'static, B>(a: A, b: B) -> (A, u8)
where
    B: Into<u8> + Clone + 'static,
{
    (a, b.into())
}

handler!("generics/two"; a: u8, b: bool, return_value: &(u8, u8));
#[test]
fn a_where_clause_can_make_a_type_parameter_static() {
    assert_eq!(of_two_types(1_u8, true), (1, 1));
    assert_eq!(notes(), ["a=1 b=true return_value=(1, 1)"]);
}

#[has_side_effects("generics/borrowing")]
fn borrowing<T: Display>(value: T, reference: &T, mutable: &mut T, id: u8) -> String {
    let text = format!("{value}{reference}{id}");
    *mutable = value;
    text
}

watcher!("generics/borrowing"; value: String, reference: String, mutable: String, id: u8, return_value: str);
#[test]
fn arguments_of_a_type_that_may_borrow_are_not_seen() {
    let local = String::from("a");
    let (value, reference, mut mutable) = (&local[..], "b", "c");
    assert_eq!(borrowing(value, &reference, &mut mutable, 1), "ab1");
    assert_eq!(mutable, "a");
    assert_eq!(
        notes(),
        ["value=None reference=None mutable=None id=Some(1) return_value=Some(\"ab1\")"]
    );
}

#[has_side_effects("generics/not_clone")]
fn not_clone<T: Into<u8> + 'static>(value: T) -> u8 {
    value.into()
}

watcher!("generics/not_clone"; value: u8, return_value: u8);
#[test]
fn a_type_parameter_that_is_not_bounded_by_clone_is_not_cloned() {
    assert_eq!(not_clone(1_u8), 1);
    assert_eq!(notes(), ["value=None return_value=Some(1)"]);
}

#[has_side_effects("generics/unsized")]
fn of_an_unsized_type<T: ?Sized + Debug + 'static>(value: &T) -> String {
    format!("{value:?}")
}

watcher!("generics/unsized"; value: str, value: [u8]);
#[test]
fn an_argument_of_an_unsized_type_is_seen() {
    assert_eq!(of_an_unsized_type("a"), "\"a\"");
    assert_eq!(of_an_unsized_type(&[1_u8][..]), "[1]");
    assert_eq!(
        notes(),
        ["value=Some(\"a\") value=None", "value=None value=Some([1])"]
    );
}

#[has_side_effects("generics/const")]
fn of_a_length<const N: usize>(bytes: [u8; N]) -> usize {
    bytes.len()
}

watcher!("generics/const"; bytes: [u8; 2], bytes: [u8; 3]);
#[test]
fn each_value_of_a_const_parameter_is_bound_on_its_own() {
    assert_eq!(of_a_length([1, 2]), 2);
    assert_eq!(of_a_length([1, 2, 3]), 3);
    assert_eq!(
        notes(),
        [
            "bytes=Some([1, 2]) bytes=None",
            "bytes=None bytes=Some([1, 2, 3])"
        ]
    );
}

#[has_side_effects("generics/impl")]
fn of_impl_trait(
    text: impl Display,
    number: impl Into<u8> + Clone + 'static,
    reference: &(impl Display + 'static),
    id: u8,
) -> String {
    format!("{text} {} {reference} {id}", number.into())
}

watcher!("generics/impl"; text: String, number: bool, reference: u16, id: u8);
#[test]
fn an_argument_of_an_impl_trait_is_seen_where_it_is_static() {
    assert_eq!(
        of_impl_trait("a".to_owned(), true, &300_u16, 2),
        "a 1 300 2"
    );
    assert_eq!(
        notes(),
        ["text=None number=Some(true) reference=Some(300) id=Some(2)"]
    );
}

#[has_side_effects("generics/closure")]
fn of_a_closure(mut action: impl FnMut(u8) -> u8, times: u8) -> u8 {
    (0..times).map(&mut action).sum()
}

handler!("generics/closure"; times: u8, return_value: u8);
#[test]
fn a_closure_as_an_argument_can_be_called() {
    let mut calls = 0;
    let sum = of_a_closure(
        |n| {
            calls += 1;
            n * 10
        },
        3,
    );
    assert_eq!((sum, calls), (30, 3));
    assert_eq!(notes(), ["times=3 return_value=30"]);
}

#[has_side_effects("generics/projection")]
fn of_an_associated_type<I: Iterator>(mut items: I, first: I::Item) -> Option<I::Item> {
    items.next().or(Some(first))
}

watcher!("generics/projection"; items: u8, first: u8, return_value: Option<u8>);
#[test]
fn an_associated_type_is_not_seen() {
    assert_eq!(of_an_associated_type([].into_iter(), 1_u8), Some(1));
    assert_eq!(notes(), ["items=None first=None return_value=None"]);
}

#[derive(Debug, Clone)]
struct Pair<T, const N: usize>([T; N]);

impl<T: Clone + Debug + 'static, const N: usize> Pair<T, N> {
    #[has_side_effects("generics/associated", capture(items, return_value))]
    fn new(items: [T; N]) -> Pair<T, N> {
        Pair(items)
    }

    #[has_side_effects("generics/method", capture(self, return_value))]
    fn with<U: Clone + 'static>(&self, other: U) -> (Pair<T, N>, U)
    where
        T: Debug,
    {
        (self.clone(), other)
    }
}

watcher!("generics/associated"; items: [u8; 2], items: [char; 1], return_value: Pair<u8, 2>);
watcher!("generics/method"; this: Pair<u8, 2>, other: char, other: u8);
#[test]
fn functions_of_a_generic_type_are_bound_for_each_of_its_types() {
    Pair::new(['a']);
    let pair = Pair::new([1_u8, 2]);
    assert_eq!(pair.with('b').1, 'b');
    assert_eq!(pair.with(3_u8).1, 3);
    assert_eq!(
        notes(),
        [
            "items=None items=Some(['a']) return_value=None",
            "items=Some([1, 2]) items=None return_value=Some(Pair([1, 2]))",
            "this=Some(Pair([1, 2])) other=Some('b') other=None",
            "this=Some(Pair([1, 2])) other=None other=Some(3)",
        ]
    );
}

struct Printer<T>(T);

impl<T: Display> Printer<T> {
    #[has_side_effects("generics/skip", skip(self, prefix))]
    fn print(&self, prefix: T, id: u8) -> String {
        format!("{prefix}{}{id}", self.0)
    }
}

watcher!("generics/skip"; this: u8, prefix: u8, id: u8);
#[test]
fn a_parameter_of_the_impl_that_may_borrow_is_allowed_where_it_is_skipped() {
    assert_eq!(Printer(&1).print(&2, 3), "213");
    assert_eq!(notes(), ["this=None prefix=None id=Some(3)"]);
}

#[has_side_effects("generics/lifetimes")]
fn of_lifetimes<'a, 'b: 'a>(one: &'a str, two: &'b str) -> &'a str {
    if one.is_empty() { two } else { one }
}

handler!("generics/lifetimes"; one: &str, two: &str, return_value: &str);
#[test]
fn lifetime_parameters_do_not_keep_references_from_being_seen() {
    let two = String::from("two");
    assert_eq!(of_lifetimes("", &two), "two");
    assert_eq!(notes(), ["one=\"\" two=\"two\" return_value=\"two\""]);
}

#[has_side_effects("generics/functions")]
fn of_functions(
    pointer: fn(&str) -> usize,
    boxed: Box<dyn Fn(&str) -> usize>,
    higher: &dyn for<'a> Fn(&'a str) -> &'a str,
) -> usize {
    pointer(higher("ab")) + boxed("abc")
}

#[test]
fn function_types_with_lifetimes_of_their_own_do_not_borrow() {
    const _: () = {
        #[side_effects::is_side_effect_of("generics/functions")]
        fn call(pointer: fn(&str) -> usize, event: &side_effects::Event<'_>) {
            let boxed = event.arg::<Box<dyn Fn(&str) -> usize>>("boxed");
            crate::notes::note(format!("{} {}", pointer("abcd"), boxed.is_some()));
        }
    };
    assert_eq!(of_functions(str::len, Box::new(str::len), &|s| s), 5);
    assert_eq!(notes(), ["4 false"]);
}

struct Buffer<const SIZE: usize>;

impl<const SIZE: usize> Buffer<SIZE> {
    #[has_side_effects("generics/const_of_impl")]
    fn fill(bytes: [u8; SIZE]) -> usize {
        bytes.len()
    }
}

handler!("generics/const_of_impl"; bytes: &[u8; 2], return_value: usize);
#[test]
fn a_const_parameter_of_the_impl_may_have_a_long_name() {
    assert_eq!(Buffer::fill([1, 2]), 2);
    assert_eq!(notes(), ["bytes=[1, 2] return_value=2"]);
}
