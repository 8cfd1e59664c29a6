//! What an annotation costs the heap: nothing, from the second call on.

// Origins have no work of their own here.
#![allow(unused_variables)]

#[path = "common/heap.rs"]
mod heap;

use std::cell::Cell;
use std::hint::black_box;

use heap::allocations;
use side_effects::{Event, fire, has_side_effects, is_side_effect_of, register};

thread_local! {
    static CLONES: Cell<usize> = const { Cell::new(0) };
    static RUNS: Cell<usize> = const { Cell::new(0) };
}

/// Counts its clones.
struct Counted;

impl Clone for Counted {
    fn clone(&self) -> Self {
        CLONES.set(CLONES.get() + 1);
        Self
    }
}

fn ran() {
    RUNS.set(RUNS.get() + 1);
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
    assert_eq!(allocations(|| drop(black_box(vec![1, 2]))), 1);
    assert_eq!(allocations(|| ()), 0);
}

#[test]
fn a_fire_whose_handlers_take_references_allocates_nothing_after_the_first() {
    #[has_side_effects("references")]
    fn origin(name: &str, list: &[u8], user: &mut Vec<u8>, count: usize) -> Result<usize, String> {
        Ok(count)
    }
    #[is_side_effect_of("references")]
    fn by_name(name: &str, list: &[u8], return_value: &usize) {
        ran();
    }
    #[is_side_effect_of("references")]
    fn by_event(event: &Event<'_>) -> Result<(), String> {
        let found = event.arg::<str>("name").is_some() && event.arg::<[u8]>("user").is_some();
        found.then(ran).ok_or_else(String::new)
    }
    let mut user = vec![1];
    let mut call = || drop(black_box(origin("name", &[1], &mut user, 1)));
    call();
    assert_eq!(allocations(|| (0..100).for_each(|_| call())), 0);
    assert_eq!(RUNS.get(), 202);
}

#[test]
fn a_method_and_a_generic_function_allocate_nothing_either() {
    struct User(u8);
    impl User {
        #[has_side_effects("method", capture(self))]
        fn method(&mut self, name: &str) {
            self.0 += 1;
        }
    }
    #[has_side_effects("generic")]
    fn generic<T: ?Sized + 'static>(value: &T) {}
    #[is_side_effect_of("method")]
    fn of_method(this: &User, name: &str) {
        ran();
    }
    #[is_side_effect_of("generic")]
    fn of_generic(event: &Event<'_>) {
        ran();
    }
    let mut user = User(0);
    let mut call = || {
        user.method("name");
        generic("text");
        generic(&1_u8);
    };
    call();
    assert_eq!(allocations(call), 0);
    assert_eq!(RUNS.get(), 6);
}

#[test]
fn a_fire_to_a_registered_handler_allocates_nothing() {
    #[has_side_effects("registered")]
    fn origin(name: &str) {}
    let _registration = register("registered", "late", |event: &Event<'_>| {
        event.arg::<str>("name").map(|_| ran()).ok_or("no name")
    });
    origin("name");
    assert_eq!(allocations(|| origin("name")), 0);
    assert_eq!(RUNS.get(), 2);
}

#[test]
fn the_macro_allocates_nothing() {
    #[is_side_effect_of("macro")]
    fn handler(name: &str, return_value: &u8) {
        ran();
    }
    let name = String::from("name");
    let call = || fire!("macro", name; return_value = 1_u8);
    call();
    assert_eq!(allocations(call), 0);
    assert_eq!(RUNS.get(), 2);
}

#[test]
fn a_function_without_handlers_neither_allocates_nor_clones() {
    #[has_side_effects("unhandled")]
    fn origin(moved: Counted, boxed: Box<u8>, text: String) -> Box<u8> {
        boxed
    }
    drop(origin(Counted, Box::new(1), String::from("text")));
    let (boxed, text) = (Box::new(1), String::from("text"));
    let call = || drop(black_box(origin(Counted, boxed, text)));
    assert_eq!(allocations(call), 0);
    assert_eq!(CLONES.get(), 0, "not even the first time");
}

#[test]
fn an_argument_that_no_handler_takes_is_not_cloned() {
    #[has_side_effects("untaken")]
    fn origin(taken: Counted, untaken: Counted, text: String) {}
    #[is_side_effect_of("untaken")]
    fn handler(taken: &Counted) {
        ran();
    }
    origin(Counted, Counted, String::from("text"));
    assert_eq!(CLONES.replace(0), 1);
    let text = String::from("text");
    assert_eq!(allocations(|| origin(Counted, Counted, text)), 0);
    assert_eq!(CLONES.get(), 1);
}

#[test]
fn an_argument_is_cloned_once_however_many_handlers_take_it() {
    #[has_side_effects("taken")]
    fn origin(value: Counted) {}
    #[is_side_effect_of("taken")]
    fn first(value: &Counted) {}
    #[is_side_effect_of("taken")]
    fn second(event: &Event<'_>) {}
    #[is_side_effect_of("taken")]
    fn by_value(value: Counted) {}
    origin(Counted);
    assert_eq!(
        CLONES.get(),
        2,
        "one, and that of the parameter that is a value"
    );
}

#[test]
fn a_failed_call_clones_what_it_would_have_needed_and_no_more() {
    #[has_side_effects("failed")]
    fn origin(value: Counted) -> Result<(), ()> {
        Err(())
    }
    #[is_side_effect_of("failed")]
    fn by_value(value: Counted) {}
    origin(Counted).unwrap_err();
    assert_eq!(CLONES.get(), 1);
}
