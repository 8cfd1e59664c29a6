//! `side_effects.registry`, function by function.

use side_effects::{Event, check, fire, has_side_effects, is_side_effect_of, register, registry};

use crate::notes::{note, notes_of};

#[has_side_effects("registry_one")]
fn one(name: &str) {}

/// Update the index.
///
/// With all that is known.
#[is_side_effect_of("registry_one", "registry_two")]
fn update(name: &str) {
    note(format!("update {name}"));
}

#[is_side_effect_of("registry_two")]
fn undocumented() {}

const UPDATE: &str = "coming_from_django::registry::update";
const UNDOCUMENTED: &str = "coming_from_django::registry::undocumented";

#[test]
fn labels_are_its_keys_and_handlers_its_values() {
    let mut labels = registry().labels();
    labels.retain(|label| ["registry_two", "registry_one"].contains(label));
    assert_eq!(labels, ["registry_one", "registry_two"]);
    let handlers = registry().handlers("registry_two");
    let paths: Vec<_> = handlers.iter().map(|handler| handler.path()).collect();
    assert_eq!(paths, [UNDOCUMENTED, UPDATE]);
    assert!(registry().handlers("registry_none").is_empty());
}

#[test]
fn by_label_is_exact() {
    let entry = registry().by_label("registry_one").unwrap();
    assert_eq!(entry.label(), "registry_one");
    assert_eq!(entry.handlers()[0].path(), UPDATE);
    assert_eq!(
        entry.origins()[0].path(),
        "coming_from_django::registry::one"
    );
    assert!(registry().by_label("registry").is_none());
}

#[test]
fn by_label_contains_takes_a_part() {
    let found = registry().by_label_contains("gistry_tw");
    let labels: Vec<_> = found.iter().map(|entry| entry.label()).collect();
    assert_eq!(labels, ["registry_twice", "registry_two"]);
}

#[test]
fn contains_asks_by_path() {
    assert!(registry().contains("registry_one", UPDATE));
    assert!(!registry().contains("registry_one", UNDOCUMENTED));
    assert!(!registry().contains("registry_none", UPDATE));
}

#[test]
fn a_handler_tells_its_path_and_docs() {
    let handlers = registry().handlers("registry_two");
    let update = &handlers[1];
    assert_eq!(update.path(), UPDATE);
    assert_eq!(
        update.docs(),
        Some("Update the index.\n\nWith all that is known.")
    );
    assert_eq!(update.summary(), Some("Update the index."));
    assert_eq!((handlers[0].docs(), handlers[0].summary()), (None, None));
}

#[test]
fn register_adds_a_closure_and_its_value_takes_it_away() {
    #[has_side_effects("registry_late")]
    fn late(name: &str) {}
    let closure = |event: &Event<'_>| note(event.arg::<str>("name").unwrap());
    let registration = register("registry_late", "plugin", closure);
    assert_eq!(notes_of(|| late("a")), ["a"]);
    assert!(registry().contains("registry_late", "plugin"));
    drop(registration);
    assert_eq!(notes_of(|| late("b")), [""; 0]);
}

#[test]
fn what_is_registered_twice_runs_twice() {
    #[has_side_effects("registry_twice")]
    fn origin() {}
    let closure = |_: &Event<'_>| note("runs");
    let _first = register("registry_twice", "plugin", closure);
    let _second = register("registry_twice", "plugin", closure);
    assert_eq!(notes_of(origin), ["runs", "runs"]);
}

#[test]
fn fire_runs_the_effects_of_a_label() {
    #[is_side_effect_of("registry_fired")]
    fn handler(name: &str, return_value: u8) {
        note(format!("{name} {return_value}"));
    }
    let name = "ada";
    let notes = notes_of(|| fire!("registry_fired", name; return_value = &7_u8));
    assert_eq!(notes, ["ada 7"]);
}

#[test]
fn fire_heeds_guards() {
    let events = side_effects::disable_side_effects();
    assert_eq!(notes_of(|| fire!("registry_heeded", name = "ada")), [""; 0]);
    assert_eq!(events, ["registry_heeded"]);
}

#[test]
fn check_tells_what_would_bind() {
    #[has_side_effects("registry_bound")]
    fn origin(count: u8) {}
    #[is_side_effect_of("registry_bound")]
    fn fits(count: u8) {}
    #[is_side_effect_of("registry_bound")]
    fn does_not(count: u16) {}
    let found = check();
    let found: Vec<_> = found
        .iter()
        .filter(|found| found.label() == "registry_bound" && found.id() == "E001")
        .collect();
    assert_eq!(found.len(), 1);
    let start = "side effect `coming_from_django::registry::does_not` does not fit its origin \
                 `coming_from_django::registry::origin`";
    assert!(found[0].message().starts_with(start), "{}", found[0]);
}
