//! Patterns as parameters: the names are those the pattern binds.

use std::marker::PhantomData;

use side_effects::has_side_effects;

use crate::notes::{handler, notes, watcher};

#[derive(Debug, Clone, Copy)]
struct Point {
    x: i32,
    y: i32,
}

#[derive(Debug, Clone)]
struct Pool(&'static str);

struct State<T>(T);

#[has_side_effects("patterns/extractor")]
fn extracted(State(db): State<Pool>, id: u8) -> String {
    format!("{}{id}", db.0)
}

handler!("patterns/extractor"; db: &Pool, id: u8);
#[test]
fn a_newtype_pattern_is_seen_by_its_name() {
    assert_eq!(extracted(State(Pool("db")), 1), "db1");
    assert_eq!(notes(), ["db=Pool(\"db\") id=1"]);
}

#[has_side_effects("patterns/tuple")]
fn tuple((name, mut count): (String, u8)) -> String {
    count += 1;
    format!("{name}{count}")
}

handler!("patterns/tuple"; name: &str, count: u8);
#[test]
fn a_tuple_pattern_is_seen_by_its_names_as_it_was_passed() {
    assert_eq!(tuple(("a".to_owned(), 1)), "a2");
    assert_eq!(notes(), ["name=\"a\" count=1"]);
}

#[has_side_effects("patterns/struct")]
fn structure(Point { x, y: height }: Point) -> i32 {
    x + height
}

handler!("patterns/struct"; x: i32, height: &i32);
#[test]
fn a_struct_pattern_is_seen_by_the_names_it_gives() {
    assert_eq!(structure(Point { x: 1, y: 2 }), 3);
    assert_eq!(notes(), ["x=1 height=2"]);
}

#[has_side_effects("patterns/rest")]
fn rest(Point { x, .. }: Point, (first, .., last): (u8, String, u8)) -> i32 {
    x + i32::from(first + last)
}

handler!("patterns/rest"; x: i32, first: u8, last: u8);
#[test]
fn a_pattern_with_a_rest_is_seen_by_its_names() {
    assert_eq!(rest(Point { x: 1, y: 2 }, (3, String::new(), 4)), 8);
    assert_eq!(notes(), ["x=1 first=3 last=4"]);
}

#[has_side_effects("patterns/wild")]
fn wild(_: String, (a, _): (String, Vec<u8>), _b: u8) -> String {
    a
}

handler!("patterns/wild"; a: &str, b: u8);
#[test]
fn a_wildcard_has_no_name_and_a_leading_underscore_does_not_count() {
    assert_eq!(wild(String::new(), ("a".to_owned(), vec![]), 1), "a");
    assert_eq!(notes(), ["a=\"a\" b=1"]);
}

type Nested = ((String, u8), [u8; 2], State<Point>);

#[has_side_effects("patterns/nested")]
fn nested(((name, _), [a, b], State(Point { x, .. })): Nested) -> String {
    format!("{name}{a}{b}{x}")
}

handler!("patterns/nested"; name: &str, a: u8, b: u8, x: i32);
#[test]
fn a_nested_pattern_is_seen_by_its_names() {
    let argument = (("n".to_owned(), 0), [1, 2], State(Point { x: 3, y: 4 }));
    assert_eq!(nested(argument), "n123");
    assert_eq!(notes(), ["name=\"n\" a=1 b=2 x=3"]);
}

#[has_side_effects("patterns/at")]
fn at(whole @ Point { x, y }: Point, [first, others @ ..]: [u8; 3]) -> i32 {
    whole.x + x + y + i32::from(first + others[0] + others[1])
}

handler!("patterns/at"; whole: &Point, x: i32, first: u8, others: [u8; 2]);
#[test]
fn an_at_pattern_is_seen_by_all_its_names() {
    assert_eq!(at(Point { x: 1, y: 2 }, [3, 4, 5]), 16);
    assert_eq!(
        notes(),
        ["whole=Point { x: 1, y: 2 } x=1 first=3 others=[4, 5]"]
    );
}

#[has_side_effects("patterns/slice")]
fn slice([a, b]: [String; 2], [.., z]: [u8; 3]) -> String {
    a + &b + &z.to_string()
}

handler!("patterns/slice"; a: &str, b: &str, z: u8);
#[test]
fn a_slice_pattern_is_seen_by_its_names() {
    assert_eq!(slice(["a".to_owned(), "b".to_owned()], [1, 2, 3]), "ab3");
    assert_eq!(notes(), ["a=\"a\" b=\"b\" z=3"]);
}

#[has_side_effects("patterns/parens")]
#[allow(unused_parens)]
fn parens((a): u8, ((b)): String, (mut c): u8) -> String {
    c += a;
    b + &c.to_string()
}

handler!("patterns/parens"; a: u8, b: &str, c: u8);
#[test]
fn a_name_in_parentheses_is_seen_by_itself() {
    assert_eq!(parens(1, "b".to_owned(), 2), "b3");
    assert_eq!(notes(), ["a=1 b=\"b\" c=2"]);
}

#[has_side_effects("patterns/irrefutable")]
fn irrefutable(Ok(id): Result<u8, std::convert::Infallible>, (): ()) -> u8 {
    id
}

handler!("patterns/irrefutable"; id: u8);
#[test]
fn an_enum_pattern_that_always_matches_is_seen_by_its_name() {
    assert_eq!(irrefutable(Ok(1), ()), 1);
    assert_eq!(notes(), ["id=1"]);
}

#[derive(Debug)]
struct Unique(u8);

#[has_side_effects("patterns/not_clone")]
fn not_clone((unique, name): (Unique, String), (other, _): (Unique, u8)) -> u8 {
    unique.0 + other.0 + u8::try_from(name.len()).unwrap_or(0)
}

watcher!("patterns/not_clone"; unique: Unique, name: str, other: Unique);
#[test]
fn what_is_not_clone_in_a_pattern_is_not_seen() {
    assert_eq!(not_clone((Unique(1), "n".to_owned()), (Unique(2), 0)), 4);
    assert_eq!(notes(), ["unique=None name=Some(\"n\") other=None"]);
}

#[has_side_effects("patterns/borrowing")]
fn borrowing((name, id): (&str, u8), (list, _): (&mut Vec<u8>, u8)) -> usize {
    list.push(id);
    name.len()
}

watcher!("patterns/borrowing"; name: str, id: u8, list: Vec<u8>, return_value: usize);
#[test]
fn what_a_pattern_finds_in_a_type_that_borrows_is_not_seen() {
    let mut list = vec![];
    assert_eq!(borrowing(("n", 1), (&mut list, 2)), 1);
    assert_eq!(list, [1]);
    assert_eq!(
        notes(),
        ["name=None id=None list=None return_value=Some(1)"]
    );
}

#[has_side_effects("patterns/skip", skip(a))]
fn skipped((a, b): (u8, u8), (c, _): (u8, u8)) -> u8 {
    a + b + c
}

watcher!("patterns/skip"; a: u8, b: u8, c: u8);
#[test]
fn a_name_in_a_pattern_can_be_skipped() {
    assert_eq!(skipped((1, 2), (3, 4)), 6);
    assert_eq!(notes(), ["a=None b=Some(2) c=Some(3)"]);
}

#[has_side_effects("patterns/generic")]
fn generic<T: Clone + 'static, U>((a, b): (T, u8), State(c): State<U>) -> (T, U) {
    let _ = b;
    (a, c)
}

watcher!("patterns/generic"; a: u8, a: char, b: u8, c: u8);
#[test]
fn what_a_pattern_finds_in_a_generic_type_is_seen_where_it_is_static() {
    assert_eq!(generic((1_u8, 2), State(3_u8)), (1, 3));
    assert_eq!(generic(('a', 2), State(3_u8)), ('a', 3));
    assert_eq!(
        notes(),
        [
            "a=Some(1) a=None b=Some(2) c=None",
            "a=None a=Some('a') b=Some(2) c=None"
        ]
    );
}

#[derive(Debug)]
struct Marker;

impl Drop for Marker {
    fn drop(&mut self) {
        crate::notes::note("drop marker");
    }
}

#[has_side_effects("patterns/constant")]
fn constant<T: 'static>(
    PhantomData: PhantomData<T>,
    Marker: Marker,
    (Marker, id): (Marker, u8),
) -> usize {
    crate::notes::note("body");
    size_of::<T>() + usize::from(id)
}

handler!("patterns/constant"; id: u8);
#[test]
fn a_constant_in_a_pattern_binds_no_name() {
    assert_eq!(constant::<u16>(PhantomData, Marker, (Marker, 1)), 3);
    assert_eq!(notes(), ["body", "drop marker", "drop marker", "id=1"]);
}

#[has_side_effects("patterns/or")]
fn either((Ok(id) | Err(id)): Result<u8, u8>) -> u8 {
    id
}

#[side_effects::is_side_effect_of("patterns/or")]
fn see(id: u8, event: &side_effects::Event<'_>) {
    crate::notes::note(format!("{:?} id={id}", event.arg_names()));
}
#[test]
fn a_name_in_several_alternatives_is_one_name() {
    assert_eq!(either(Err(1)), 1);
    assert_eq!(notes(), ["[\"id\"] id=1"]);
}
