//! What is captured, how often it is cloned, and what is left alone.

use std::cell::Cell;
use std::rc::Rc;

use side_effects::{Event, has_side_effects, is_side_effect_of, register};

use crate::notes::{Counted, handler, note, notes, watcher};

#[has_side_effects("capture/unhandled")]
fn unhandled(counted: Counted) -> u8 {
    counted.0
}

#[test]
fn without_handlers_nothing_is_cloned() {
    assert_eq!(unhandled(Counted(1)), 1);
    assert_eq!(notes(), [""; 0]);
}

#[has_side_effects("capture/unbound")]
fn unbound(counted: Counted, id: u8) -> u8 {
    counted.0 + id
}

handler!("capture/unbound"; id: u8);
#[test]
fn what_no_handler_binds_is_not_cloned() {
    assert_eq!(unbound(Counted(1), 2), 3);
    assert_eq!(notes(), ["id=2"]);
}

#[has_side_effects("capture/by_reference")]
fn by_reference(counted: Counted) -> u8 {
    note("body");
    counted.0
}

handler!("capture/by_reference"; counted: &Counted);
handler!("capture/by_reference"; counted: &Counted);
#[test]
fn what_handlers_bind_by_reference_is_cloned_once_before_the_body() {
    assert_eq!(by_reference(Counted(1)), 1);
    assert_eq!(
        notes(),
        ["clone", "body", "counted=Counted(1)", "counted=Counted(1)"]
    );
}

#[has_side_effects("capture/by_value")]
fn by_value(counted: Counted) -> u8 {
    note("body");
    counted.0
}

handler!("capture/by_value"; counted: Counted);
handler!("capture/by_value"; counted: Counted);
#[test]
fn each_handler_parameter_by_value_is_one_more_clone() {
    assert_eq!(by_value(Counted(1)), 1);
    let seen = ["clone", "counted=Counted(1)"];
    assert_eq!(notes(), [&["clone", "body"][..], &seen, &seen].concat());
}

#[has_side_effects("capture/reference")]
fn reference(counted: &Counted, mutable: &mut Counted) -> u8 {
    mutable.0 += counted.0;
    mutable.0
}

handler!("capture/reference"; counted: &Counted, mutable: &Counted);
handler!("capture/reference"; counted: Counted);
#[test]
fn references_are_cloned_for_parameters_by_value_alone() {
    assert_eq!(reference(&Counted(1), &mut Counted(2)), 3);
    let mut notes = notes();
    notes.sort();
    assert_eq!(
        notes,
        [
            "clone",
            "counted=Counted(1)",
            "counted=Counted(1) mutable=Counted(3)"
        ]
    );
}

#[has_side_effects("capture/event")]
fn event(counted: Counted, (other, id): (Counted, u8)) -> u8 {
    counted.0 + other.0 + id
}

watcher!("capture/event"; counted: Counted, other: Counted);
#[test]
fn a_handler_that_takes_the_event_binds_to_all_arguments() {
    assert_eq!(event(Counted(1), (Counted(2), 3)), 6);
    assert_eq!(
        notes(),
        [
            "clone",
            "clone",
            "counted=Some(Counted(1)) other=Some(Counted(2))"
        ]
    );
}

#[has_side_effects("capture/runtime")]
fn runtime(counted: Counted) -> u8 {
    counted.0
}

#[test]
fn a_handler_that_is_registered_at_run_time_binds_to_all_arguments_while_it_is() {
    runtime(Counted(1));
    assert_eq!(notes(), [""; 0]);
    let registration = register("capture/runtime", "note", |event: &Event<'_>| {
        note(format!("{:?}", event.arg::<Counted>("counted")));
    });
    runtime(Counted(2));
    assert_eq!(notes(), ["clone", "Some(Counted(2))"]);
    drop(registration);
    runtime(Counted(3));
    assert_eq!(notes(), [""; 0]);
}

#[has_side_effects("capture/skip", skip(counted, reference, return_value))]
fn skipped(counted: Counted, reference: &Counted, id: u8) -> u8 {
    counted.0 + reference.0 + id
}

watcher!("capture/skip"; counted: Counted, reference: Counted, id: u8, return_value: u8);
#[test]
fn what_is_skipped_is_neither_cloned_nor_seen() {
    assert_eq!(skipped(Counted(1), &Counted(2), 3), 6);
    assert_eq!(
        notes(),
        ["counted=None reference=None id=Some(3) return_value=None"]
    );
}

#[derive(Debug)]
struct Unique(u8);

#[has_side_effects("capture/not_clone")]
fn not_clone(unique: Unique, list: Vec<Unique>, reference: &Unique, mutable: &mut Unique) -> u8 {
    mutable.0 += 1;
    unique.0 + list[0].0 + reference.0
}

watcher!("capture/not_clone"; unique: Unique, list: Vec<Unique>, reference: Unique, mutable: Unique);
#[test]
fn what_is_not_clone_is_seen_by_reference_alone() {
    let sum = not_clone(Unique(1), vec![Unique(2)], &Unique(3), &mut Unique(4));
    assert_eq!(sum, 6);
    assert_eq!(
        notes(),
        ["unique=None list=None reference=Some(Unique(3)) mutable=Some(Unique(5))"]
    );
}

#[has_side_effects("capture/not_sync")]
fn not_sync(shared: Rc<Cell<u8>>, cell: &Cell<u8>) -> Rc<Cell<u8>> {
    shared.set(cell.get());
    shared
}

handler!("capture/not_sync"; shared: &Cell<u8>, cell: &Cell<u8>, return_value: Rc<Cell<u8>>);
#[test]
fn what_is_not_sync_is_seen_on_its_thread() {
    assert_eq!(not_sync(Rc::default(), &Cell::new(7)).get(), 7);
    assert_eq!(
        notes(),
        ["shared=Cell { value: 7 } cell=Cell { value: 7 } return_value=Cell { value: 7 }"]
    );
}

#[has_side_effects("capture/by_position")]
fn by_position(name: String, count: &mut u8) -> usize {
    *count += 1;
    name.len()
}

#[is_side_effect_of("capture/by_position")]
fn positional(a: &str, b: u8, return_value: usize) {
    note(format!("{a} {b} {return_value}"));
}
#[test]
fn handlers_can_name_all_parameters_differently() {
    assert_eq!(by_position("n".to_owned(), &mut 1), 1);
    assert_eq!(notes(), ["n 2 1"]);
}

#[has_side_effects("capture/failed")]
fn failing(counted: Counted) -> Result<u8, Counted> {
    Err(counted)
}

handler!("capture/failed"; counted: &Counted);
#[test]
fn a_clone_is_made_even_if_the_body_fails_after_all() {
    assert_eq!(failing(Counted(1)).unwrap_err().0, 1);
    assert_eq!(notes(), ["clone"]);
}
