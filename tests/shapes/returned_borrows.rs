//! What the return value, or another argument, still borrows after the body.

use side_effects::has_side_effects;

use crate::notes::{handler, notes, watcher};

#[has_side_effects("returned_borrows/returned")]
fn returned(list: &mut Vec<u8>, at: usize) -> &mut u8 {
    list.push(3);
    &mut list[at]
}

watcher!("returned_borrows/returned"; list: Vec<u8>, at: usize, return_value: u8);
#[test]
fn a_parameter_that_is_returned_mutably_is_not_seen_but_the_return_value_is() {
    let mut list = vec![1, 2];
    *returned(&mut list, 2) += 4;
    assert_eq!(list, [1, 2, 7]);
    assert_eq!(notes(), ["list=None at=Some(2) return_value=Some(3)"]);
}

#[has_side_effects("returned_borrows/one_of_two")]
fn one_of_two<'a>(one: &'a mut String, two: &mut String) -> &'a mut str {
    two.push('2');
    one.push('1');
    one
}

watcher!("returned_borrows/one_of_two"; one: String, two: String, return_value: str);
#[test]
fn only_what_is_returned_mutably_is_not_seen() {
    let (mut one, mut two) = (String::new(), String::new());
    one_of_two(&mut one, &mut two).make_ascii_uppercase();
    assert_eq!(
        notes(),
        ["one=None two=Some(\"2\") return_value=Some(\"1\")"]
    );
}

#[derive(Debug)]
struct Store {
    items: Vec<u8>,
}

impl Store {
    #[has_side_effects("returned_borrows/self_field")]
    fn first(&mut self, default: &mut u8) -> &mut u8 {
        if self.items.is_empty() {
            *default += 1;
            self.items.push(*default);
        }
        &mut self.items[0]
    }

    #[has_side_effects("returned_borrows/self_builder", capture(return_value))]
    fn add(&mut self, item: u8) -> &mut Self {
        self.items.push(item);
        self
    }

    #[has_side_effects("returned_borrows/self_shared")]
    fn shared(&mut self) -> &[u8] {
        self.items.push(0);
        &self.items
    }

    #[has_side_effects("returned_borrows/self_iter", capture(self))]
    fn iter(&self) -> std::slice::Iter<'_, u8> {
        self.items.iter()
    }

    #[has_side_effects("returned_borrows/self_not_returned", capture(self))]
    fn pick<'a>(&mut self, from: &'a str) -> Option<&'a str> {
        self.items.clear();
        from.split(' ').next()
    }
}

watcher!("returned_borrows/self_field"; this: Store, default: u8, return_value: u8);
#[test]
fn self_is_not_seen_where_the_return_value_borrows_from_it_mutably() {
    let mut store = Store { items: vec![] };
    *store.first(&mut 6) += 1;
    assert_eq!(store.items, [8]);
    assert_eq!(notes(), ["this=None default=Some(7) return_value=Some(7)"]);
}

watcher!("returned_borrows/self_builder"; this: Store, item: u8, return_value: Store);
#[test]
fn a_builder_method_can_be_chained() {
    let mut store = Store { items: vec![] };
    store.add(1).add(2).items.push(3);
    assert_eq!(store.items, [1, 2, 3]);
    assert_eq!(
        notes(),
        [
            "this=None item=Some(1) return_value=Some(Store { items: [1] })",
            "this=None item=Some(2) return_value=Some(Store { items: [1, 2] })",
        ]
    );
}

handler!("returned_borrows/self_shared"; return_value: &[u8]);
#[test]
fn what_is_returned_by_reference_from_mutable_self_is_seen() {
    assert_eq!(Store { items: vec![1] }.shared(), [1, 0]);
    assert_eq!(notes(), ["return_value=[1, 0]"]);
}

watcher!("returned_borrows/self_iter"; this: Store, return_value: u8);
#[test]
fn a_return_value_that_borrows_inside_is_not_seen() {
    let store = Store { items: vec![1, 2] };
    assert_eq!(store.iter().sum::<u8>(), 3);
    assert_eq!(
        notes(),
        ["this=Some(Store { items: [1, 2] }) return_value=None"]
    );
}

handler!("returned_borrows/self_not_returned"; this: &Store, from: &str);
#[test]
fn mutable_self_is_seen_where_the_return_value_borrows_from_another_parameter() {
    assert_eq!(Store { items: vec![1] }.pick("a b"), Some("a"));
    assert_eq!(notes(), ["this=Store { items: [] } from=\"a b\""]);
}

#[has_side_effects("returned_borrows/stored")]
fn stored<'a>(all: &mut Vec<&'a mut u8>, one: &'a mut u8, id: u8) {
    *one += id;
    all.push(one);
}

watcher!("returned_borrows/stored"; all: Vec<u8>, one: u8, id: u8);
#[test]
fn a_mutable_reference_that_another_argument_keeps_is_not_seen() {
    let (mut one, mut two) = (1, 2);
    let mut all = vec![];
    stored(&mut all, &mut one, 1);
    stored(&mut all, &mut two, 2);
    *all[0] += 10;
    assert_eq!((one, two), (12, 4));
    assert_eq!(
        notes(),
        [
            "all=None one=None id=Some(1)",
            "all=None one=None id=Some(2)"
        ]
    );
}

#[has_side_effects("returned_borrows/swapped")]
fn swapped<'a>(slot: &mut &'a mut u8, with: &'a mut u8) -> u8 {
    std::mem::replace(slot, with).to_owned()
}

watcher!("returned_borrows/swapped"; slot: u8, with: u8, return_value: u8);
#[test]
fn a_mutable_reference_can_take_the_place_of_another() {
    let (mut one, mut two) = (1, 2);
    let mut slot = &mut one;
    assert_eq!(swapped(&mut slot, &mut two), 1);
    *slot = 9;
    assert_eq!((one, two), (1, 9));
    assert_eq!(notes(), ["slot=None with=None return_value=Some(1)"]);
}

#[has_side_effects("returned_borrows/result")]
fn found<'a>(list: &'a mut Vec<u8>, at: &str) -> Result<&'a mut u8, std::num::ParseIntError> {
    let at: usize = at.parse()?;
    list.push(9);
    Ok(&mut list[at])
}

watcher!("returned_borrows/result"; list: Vec<u8>, at: str, return_value: u8);
#[test]
fn the_ok_value_is_seen_while_it_is_returned_mutably() {
    let mut list = vec![1];
    assert!(found(&mut list, "x").is_err());
    *found(&mut list, "1").unwrap() += 1;
    assert_eq!(list, [1, 10]);
    assert_eq!(notes(), ["list=None at=Some(\"1\") return_value=Some(9)"]);
}

#[has_side_effects("returned_borrows/outlived")]
fn kept_by_an_outlived_lifetime<'a, 'b: 'a>(all: &mut Vec<&'a mut u8>, one: &'b mut u8, id: u8) {
    *one += id;
    all.push(one);
}

watcher!("returned_borrows/outlived"; all: Vec<u8>, one: u8, id: u8);
#[test]
fn a_mutable_reference_that_is_kept_for_a_shorter_lifetime_is_not_seen() {
    let mut one = 1;
    let mut all = vec![];
    kept_by_an_outlived_lifetime(&mut all, &mut one, 2);
    assert_eq!(all, [&3]);
    assert_eq!(notes(), ["all=None one=None id=Some(2)"]);
}
