//! Functions under `#[track_caller]`, annotated, see their caller's place.

#![deny(warnings)]

use std::cell::RefCell;
use std::panic::Location;

use side_effects::{Event, has_side_effects, is_side_effect_of};

thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Runs after each function here.
#[is_side_effect_of("tracked")]
fn watch(event: &Event<'_>) {
    let name = event.origin().signature().split('(').next().unwrap();
    let text = format!("{name} {:?}", event.arg::<u8>("id"));
    SEEN.with_borrow_mut(|seen| seen.push(text));
}

/// The functions that `run` called, and the `id` that their handler saw.
fn seen_of(run: impl FnOnce()) -> Vec<String> {
    SEEN.take();
    run();
    SEEN.take()
}

#[track_caller]
#[has_side_effects("tracked")]
fn place(id: u8) -> &'static Location<'static> {
    assert!(id > 0, "no id");
    Location::caller()
}

struct Tracked(Vec<u8>);

impl Tracked {
    #[has_side_effects("tracked")]
    #[track_caller]
    fn first(&mut self, id: u8) -> (&mut u8, u32) {
        self.0.push(id);
        let line = Location::caller().line();
        (&mut self.0[0], line)
    }

    #[track_caller]
    #[has_side_effects("tracked")]
    #[has_side_effects("tracked_too")]
    fn stacked(self, id: u8) -> u32 {
        assert_eq!(id, 1);
        Location::caller().line()
    }

    /// What can return early has the place of its body.
    #[track_caller]
    #[has_side_effects("tracked")]
    fn early(id: u8) -> u32 {
        if id == 0 {
            return 0;
        }
        Location::caller().line()
    }

    #[track_caller]
    #[has_side_effects("tracked")]
    fn diverging(id: u8) -> u8 {
        panic!("no {id}")
    }
}

/// The trait has `#[track_caller]`, and the impl inherits it.
impl std::ops::Index<u8> for Tracked {
    type Output = u8;

    #[has_side_effects("tracked")]
    fn index(&self, id: u8) -> &u8 {
        match self.0.get(usize::from(id)) {
            Some(item) => item,
            None => panic!("{}", Location::caller().line()),
        }
    }
}

#[test]
fn the_place_of_an_index() {
    let panicked = std::panic::catch_unwind(|| Tracked(vec![])[7]).unwrap_err();
    assert_eq!(panicked.downcast_ref(), Some(&(line!() - 1).to_string()));
    let seen = seen_of(|| assert_eq!(Tracked(vec![1])[0], 1));
    assert_eq!(seen, ["fn index Some(0)"]);
}

#[test]
fn the_place_of_a_caller() {
    let seen = seen_of(|| {
        assert_eq!(place(1).line(), line!());
        let mut tracked = Tracked(vec![]);
        assert_eq!(tracked.first(1), (&mut 1, line!()));
        assert_eq!(tracked.stacked(1), line!());
        assert_eq!(Tracked::early(0), 0);
        assert_ne!(Tracked::early(1), line!());
        assert!(std::panic::catch_unwind(|| Tracked::diverging(1)).is_err());
    });
    assert_eq!(
        seen,
        [
            "fn place Some(1)",
            "fn first Some(1)",
            "fn stacked Some(1)",
            "fn early Some(0)",
            "fn early Some(1)",
        ]
    );
}
