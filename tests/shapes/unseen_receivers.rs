//! Receivers that cannot be seen.

use side_effects::has_side_effects;

use crate::notes::{notes, watcher};

/// Neither `Clone` nor `Copy`.
#[derive(Debug)]
struct Unique(u8);

impl Unique {
    #[has_side_effects("unseen_receivers/not_clone", capture(self))]
    fn into_inner(self) -> u8 {
        self.0
    }
}

watcher!("unseen_receivers/not_clone"; this: Unique, return_value: u8);
#[test]
fn self_by_value_that_is_not_clone_is_not_seen() {
    assert_eq!(Unique(1).into_inner(), 1);
    assert_eq!(notes(), ["this=None return_value=Some(1)"]);
}

struct Cursor<'a>(&'a mut Vec<u8>);

impl<'a> Cursor<'a> {
    #[has_side_effects("unseen_receivers/borrowing_new", skip(return_value))]
    fn new(buffer: &'a mut Vec<u8>) -> Self {
        Cursor(buffer)
    }

    #[has_side_effects("unseen_receivers/borrowing", skip(self, return_value))]
    fn write(&mut self, byte: u8) -> &mut Self {
        self.0.push(byte);
        self
    }

    #[has_side_effects("unseen_receivers/replacing", skip(self))]
    fn replace(&mut self, buffer: &'a mut Vec<u8>) -> u8 {
        self.0 = buffer;
        self.0[0]
    }
}

watcher!("unseen_receivers/borrowing_new"; buffer: Vec<u8>);
watcher!("unseen_receivers/borrowing"; this: u8, byte: u8);
watcher!("unseen_receivers/replacing"; buffer: Vec<u8>, return_value: u8);
#[test]
fn a_receiver_that_borrows_is_allowed_where_it_is_skipped() {
    let (mut one, mut two) = (vec![], vec![7]);
    let mut cursor = Cursor::new(&mut one);
    cursor.write(1).write(2);
    assert_eq!(cursor.replace(&mut two), 7);
    cursor.write(3);
    assert_eq!((one, two), (vec![1, 2], vec![7, 3]));
    assert_eq!(
        notes(),
        [
            "buffer=None",
            "this=None byte=Some(1)",
            "this=None byte=Some(2)",
            "buffer=None return_value=Some(7)",
            "this=None byte=Some(3)",
        ]
    );
}

/// Counts what is added to it.
#[derive(Debug)]
struct Total(u8);

impl std::ops::Mul<&mut Total> for u8 {
    type Output = u8;

    fn mul(self, total: &mut Total) -> u8 {
        self * total.0
    }
}

impl Total {
    #[has_side_effects("unseen_receivers/move")]
    fn add_all(&mut self, numbers: &[u8]) -> u8 {
        let mut add = move |number: u8, by: u8| self.0 += number * by;
        numbers.iter().for_each(|number| add(*number, 1));
        7
    }

    #[has_side_effects("unseen_receivers/operand")]
    fn doubled(&mut self) -> u8 {
        2 * self
    }

    #[has_side_effects("unseen_receivers/other_move", capture(self))]
    fn add_larger(&mut self, numbers: &[u8], than: u8) -> bool {
        *self = Self(numbers.iter().copied().filter(move |n| *n > than).sum());
        self.0 > 0
    }
}

watcher!("unseen_receivers/move"; this: Total, numbers: [u8], return_value: u8);
watcher!("unseen_receivers/operand"; this: Total, return_value: u8);
#[test]
fn mutable_self_that_is_moved_into_a_closure_or_an_operand_is_not_seen() {
    let mut total = Total(0);
    assert_eq!(total.add_all(&[1, 2]), 7);
    assert_eq!(total.0, 3);
    assert_eq!(total.doubled(), 6);
    assert_eq!(
        notes(),
        [
            "this=None numbers=Some([1, 2]) return_value=Some(7)",
            "this=None return_value=Some(6)"
        ]
    );
}

watcher!("unseen_receivers/other_move"; this: Total, than: u8);
#[test]
fn mutable_self_is_seen_beside_a_closure_that_moves_something_else() {
    assert!(Total(0).add_larger(&[1, 2, 3], 1));
    assert_eq!(notes(), ["this=Some(Total(5)) than=Some(1)"]);
}
