//! Events that nobody watches: there is no guard in this process, and no subscriber
//! that hears of what goes well. They take a shorter way, by which nothing may get lost.

#[path = "common/notes.rs"]
mod notes;
#[path = "common/recorder.rs"]
mod recorder;

use notes::{note, notes_of};
use recorder::errors_of;
use side_effects::{Event, fire, has_side_effects, is_side_effect_of};

/// What the first event of a process finds is not what all others do.
const TIMES: usize = 3;

#[test]
fn no_handler_that_fails_keeps_another_from_running() {
    #[has_side_effects("unwatched/failing")]
    fn origin(name: &str) -> usize {
        name.len()
    }
    #[is_side_effect_of("unwatched/failing", order = 1)]
    fn first(name: &str) -> Result<(), String> {
        note(format!("first {name}"));
        Err("no paper".into())
    }
    #[is_side_effect_of("unwatched/failing", order = 2)]
    fn second(return_value: &usize) {
        note(format!("second {return_value}"));
        panic!("no ink");
    }
    #[is_side_effect_of("unwatched/failing", order = 3)]
    fn third(name: &str) -> Result<(), String> {
        note(format!("third {name}"));
        Ok(())
    }
    #[is_side_effect_of("unwatched/failing", order = 4)]
    fn last(name: &str) {
        note(format!("last {name}"));
        panic!("no stamps");
    }
    for _ in 0..TIMES {
        let mut errors = Vec::new();
        let notes = notes_of(|| errors = errors_of(|| origin("Ada")));
        assert_eq!(notes, ["first Ada", "second 3", "third Ada", "last Ada"]);
        let told = ["first", "no paper", "second", "no ink", "last", "no stamps"];
        assert_eq!(errors.len(), 3, "{errors:#?}");
        for (error, told) in errors.iter().zip(told.chunks(2)) {
            assert!(error.starts_with("ERROR side_effects: side effect failed"));
            assert!(error.contains("label=unwatched/failing "), "{error}");
            assert!(told.iter().all(|text| error.contains(text)), "{error}");
        }
    }
}

#[test]
fn one_that_takes_the_event_sees_what_another_sees() {
    #[has_side_effects("unwatched/event")]
    fn origin(name: &str, amount: u32) -> Result<u32, String> {
        Ok(amount + u32::try_from(name.len()).unwrap())
    }
    #[is_side_effect_of("unwatched/event", order = 1)]
    fn values(name: &str, amount: u32, return_value: u32) {
        note(format!("{name} {amount} {return_value}"));
    }
    #[is_side_effect_of("unwatched/event", order = 2)]
    fn whole(event: &Event<'_>) {
        let (name, amount) = (event.arg::<str>("name"), event.arg::<u32>("amount"));
        note(format!("{} {name:?} {amount:?}", event.label()));
    }
    #[is_side_effect_of("unwatched/event", order = 3)]
    fn copied(event: Event<'_>, name: &str) {
        let value = event.return_value::<u32>();
        note(format!("{} {name} {value:?}", event.origin().path()));
    }
    for _ in 0..TIMES {
        let notes = notes_of(|| origin("Ada", 4));
        let seen = [
            "Ada 4 7",
            r#"unwatched/event Some("Ada") Some(4)"#,
            "unwatched::origin Ada Some(7)",
        ];
        assert_eq!(notes, seen);
    }
}

#[test]
fn two_that_fire_each_other_are_stopped_and_the_next_event_is_free_again() {
    #[is_side_effect_of("unwatched/circle")]
    fn again() {
        note("again");
        fire!("unwatched/circle");
    }
    #[is_side_effect_of("unwatched/circle")]
    fn once_more() {}
    for _ in 0..TIMES {
        let mut errors = Vec::new();
        let notes = notes_of(|| errors = errors_of(|| fire!("unwatched/circle")));
        assert_eq!(notes.len(), 64);
        assert_eq!(errors.len(), 2, "{errors:#?}");
        for (error, handler) in errors.iter().zip(["again", "once_more"]) {
            assert!(error.contains(handler), "{error}");
            assert!(error.contains("Do two of them fire each other?"), "{error}");
        }
    }
}

#[test]
fn handlers_that_fail_leave_the_depth_as_it_was() {
    #[is_side_effect_of("unwatched/deep")]
    fn deeper(left: u32) -> Result<(), &'static str> {
        if left == 0 {
            return Err("at the bottom");
        }
        fire!("unwatched/deep", left = left - 1);
        Err("on the way")
    }
    for _ in 0..TIMES {
        let errors = errors_of(|| fire!("unwatched/deep", left = 63_u32));
        assert_eq!(errors.len(), 64);
        assert!(errors[0].contains("at the bottom"), "{}", errors[0]);
        let are_ours = |error: &String| error.contains("on the way");
        assert!(errors[1..].iter().all(are_ours), "{errors:#?}");
    }
}

#[test]
fn an_origin_that_aborts_returns_the_error_of_the_first_that_fails() {
    #[has_side_effects("unwatched/aborting", on_error = abort)]
    fn origin(fails: bool) -> Result<bool, side_effects::Error> {
        Ok(fails)
    }
    #[is_side_effect_of("unwatched/aborting", order = 1)]
    fn first(fails: bool) -> Result<(), &'static str> {
        note("first");
        if fails { Err("no paper") } else { Ok(()) }
    }
    #[is_side_effect_of("unwatched/aborting", order = 2)]
    fn second() {
        note("second");
    }
    for _ in 0..TIMES {
        let notes = notes_of(|| assert!(!origin(false).unwrap()));
        assert_eq!(notes, ["first", "second"]);
        let notes = notes_of(|| {
            let error = origin(true).unwrap_err();
            assert_eq!(error.label(), "unwatched/aborting");
            assert!(error.to_string().contains("first"), "{error}");
        });
        assert_eq!(notes, ["first"]);
    }
}
