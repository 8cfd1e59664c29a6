//! Handlers that are registered while the program runs.

// Origins have no work of their own here.
#![allow(unused_variables)]

#[path = "common/notes.rs"]
mod notes;
#[path = "common/recorder.rs"]
mod recorder;

use notes::{note, notes_of};
use recorder::trace_of;
use side_effects::{
    Error, Event, disable_side_effects, fire, has_side_effects, is_side_effect_of, register,
    registry,
};

fn paths(label: &str) -> Vec<String> {
    let handlers = registry().handlers(label);
    handlers
        .iter()
        .map(|handler| handler.path().to_owned())
        .collect()
}

#[test]
fn a_registered_handler_runs_with_the_linked_ones_of_order_0() {
    #[has_side_effects("mixed")]
    fn origin(name: String, count: u8) -> Result<u8, String> {
        Ok(count + 1)
    }
    #[is_side_effect_of("mixed", order = -1)]
    fn minus_one() {
        note("minus one");
    }
    #[is_side_effect_of("mixed")]
    fn zero() {
        note("zero");
    }
    #[is_side_effect_of("mixed", order = 1)]
    fn one() {
        note("one");
    }
    let second = register("mixed", "b", |event: &Event<'_>| {
        note(format!("b {:?}", event.return_value::<u8>()));
    });
    let first = register("mixed", "a", |event: &Event<'_>| {
        let (name, count) = (event.arg::<str>("name"), event.arg::<u8>("count"));
        note(format!("a {} {}", name.unwrap(), count.unwrap()));
    });
    let call = || origin("n".into(), 1).unwrap();
    assert_eq!(
        notes_of(call),
        ["minus one", "zero", "a n 1", "b Some(2)", "one"]
    );
    assert_eq!(
        paths("mixed"),
        [
            "registering::minus_one",
            "registering::zero",
            "a",
            "b",
            "registering::one"
        ]
    );
    drop(second);
    assert_eq!(notes_of(call), ["minus one", "zero", "a n 1", "one"]);
    drop(first);
    assert_eq!(notes_of(call), ["minus one", "zero", "one"]);
}

#[test]
fn an_idle_origin_notices_registrations_and_their_end() {
    #[has_side_effects("idle")]
    fn origin(name: String) {}
    assert_eq!(notes_of(|| origin("a".into())), [""; 0]);
    for _ in 0..2 {
        let registration = register("idle", "late", |event: &Event<'_>| {
            note(event.arg::<str>("name").unwrap());
        });
        assert_eq!(notes_of(|| origin("b".into())), ["b"]);
        drop(registration);
        assert_eq!(notes_of(|| origin("c".into())), [""; 0]);
    }
}

#[test]
fn all_origins_of_a_label_notice_a_registration() {
    #[has_side_effects("several")]
    fn called_before(id: u8) {}
    #[has_side_effects("several")]
    fn never_called_before(id: u8) {}
    let fired = || fire!("several", id = 3_u8);
    called_before(0);
    fired();
    let _registration = register("several", "late", |event: &Event<'_>| {
        note(event.arg::<u8>("id").unwrap().to_string());
    });
    let notes = notes_of(|| {
        called_before(1);
        never_called_before(2);
        fired();
    });
    assert_eq!(notes, ["1", "2", "3"]);
}

#[test]
fn each_instantiation_of_a_generic_origin_notices_a_registration() {
    #[has_side_effects("generic")]
    fn origin<T: Clone + 'static>(value: T) {}
    origin(1_u8);
    let _registration = register("generic", "late", |event: &Event<'_>| {
        note(format!("{:?}", event.arg::<u8>("value")));
    });
    let notes = notes_of(|| {
        origin(1_u8);
        origin("text");
    });
    assert_eq!(notes, ["Some(1)", "None"]);
}

#[test]
fn a_leaked_registration_stays() {
    #[has_side_effects("leaked")]
    fn origin() {}
    register("leaked", "for good", |_: &Event<'_>| note("leaked")).leak();
    assert_eq!(notes_of(origin), ["leaked"]);
    assert_eq!(paths("leaked"), ["for good"]);
}

#[test]
fn a_registered_handler_is_listed_with_the_place_of_its_registration() {
    let name = String::from("plugin");
    let registration = register("listed", name, |_: &Event<'_>| ());
    let place = line!() - 1;
    let handlers = registry().handlers("listed");
    let [handler] = &handlers[..] else {
        panic!("{handlers:?}");
    };
    for handler in [handler, &registration.handler()] {
        assert_eq!(handler.label(), "listed");
        assert_eq!(handler.path(), "plugin");
        assert_eq!((handler.file(), handler.line()), (file!(), place));
        assert_eq!(handler.signature(), "Fn(&Event<'_>)");
        assert_eq!((handler.docs(), handler.summary()), (None, None));
    }
    assert!(registry().contains("listed", "plugin"));
    assert!(format!("{registration:?}").contains("\"plugin\""));
}

#[test]
fn a_label_known_only_at_run_time_comes_and_goes() {
    let label: &'static str = String::from("run_time").leak();
    assert!(registry().by_label(label).is_none());
    let registration = register(label, "late", |_: &Event<'_>| ());
    assert!(registry().labels().contains(&"run_time"));
    assert!(registry().labels().is_sorted());
    let entry = registry().by_label("run_time").expect("it is registered");
    assert_eq!((entry.origins().len(), entry.handlers().len()), (0, 1));
    assert_eq!(registry().by_label_contains("run_tim").len(), 1);
    drop(registration);
    assert!(registry().by_label("run_time").is_none());
    assert!(!registry().labels().contains(&"run_time"));
    let _again = register("run_time", "again", |_: &Event<'_>| ());
    assert_eq!(paths("run_time"), ["again"]);
}

#[test]
fn guards_suppress_registered_handlers() {
    #[has_side_effects("guarded")]
    fn origin() {}
    let _registration = register("guarded", "late", |_: &Event<'_>| note("effect"));
    let events = disable_side_effects();
    assert_eq!(notes_of(origin), [""; 0]);
    assert_eq!(events, ["guarded"]);
    drop(events);
    assert_eq!(notes_of(origin), ["effect"]);
}

#[test]
fn failures_of_registered_handlers_are_like_any_other() {
    #[has_side_effects("fails")]
    fn logs() {}
    #[has_side_effects("fails", on_error = abort)]
    fn aborts() -> Result<(), Error> {
        Ok(())
    }
    let _fails = register("fails", "a", |_: &Event<'_>| "x".parse::<u8>().map(drop));
    let _panics = register("fails", "b", |event: &Event<'_>| {
        assert!(event.label().is_empty(), "out of paper");
    });
    let _last = register("fails", "c", |_: &Event<'_>| note("last"));
    let mut notes = vec![];
    let errors: Vec<_> = trace_of(|| notes = notes_of(logs))
        .into_iter()
        .filter(|line| line.starts_with("ERROR"))
        .collect();
    assert_eq!(notes, ["last"]);
    assert_eq!(
        errors,
        [
            "ERROR side_effects: side effect failed label=fails handler=a \
             error=invalid digit found in string",
            "ERROR side_effects: side effect failed label=fails handler=b \
             error=panicked: out of paper",
        ]
    );
    let error = aborts().unwrap_err();
    assert_eq!((error.label(), error.handler()), ("fails", "a"));
}
