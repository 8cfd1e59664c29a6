//! In which order handlers run, and that they may fire further events.

// Origins have no work of their own here.
#![allow(unused_variables)]

#[path = "common/notes.rs"]
mod notes;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use notes::{note, notes_of};
use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of, registry};

#[test]
fn lower_orders_run_first_whatever_their_place_in_the_source() {
    const LAST: i32 = i32::MAX;
    #[has_side_effects("orders")]
    fn origin() {}
    #[is_side_effect_of("orders", order = LAST)]
    fn last() {
        note("last");
    }
    #[is_side_effect_of("orders", order = 1)]
    fn one() {
        note("one");
    }
    #[is_side_effect_of("orders")]
    fn zero() {
        note("zero");
    }
    #[is_side_effect_of("orders", order = -2147483648)]
    fn first() {
        note("first");
    }
    #[is_side_effect_of("orders", order = -1)]
    fn minus_one() {
        note("minus one");
    }
    assert_eq!(
        notes_of(origin),
        ["first", "minus one", "zero", "one", "last"]
    );
}

#[test]
fn equal_orders_run_in_the_order_of_the_registry_each_time() {
    #[has_side_effects("equal_orders")]
    fn origin() {}
    #[is_side_effect_of("equal_orders")]
    fn zebra() {
        note("order::zebra");
    }
    #[is_side_effect_of("equal_orders")]
    fn ape() {
        note("order::ape");
    }
    #[is_side_effect_of("equal_orders")]
    fn mole() {
        note("order::mole");
    }
    let handlers = registry().handlers("equal_orders");
    let listed: Vec<_> = handlers.iter().map(|handler| handler.path()).collect();
    // Not by place in the source, and not by what the linker makes of it.
    assert_eq!(listed, ["order::ape", "order::mole", "order::zebra"]);
    for _ in 0..3 {
        assert_eq!(notes_of(origin), listed);
    }
}

#[test]
fn handlers_of_one_name_in_several_places_run_in_the_order_of_their_places() {
    #[has_side_effects("one_name")]
    fn origin() {}
    fn upper() {
        #[is_side_effect_of("one_name")]
        fn handler() {
            note("upper");
        }
    }
    fn lower() {
        #[is_side_effect_of("one_name")]
        fn handler() {
            note("lower");
        }
    }
    upper();
    lower();
    assert_eq!(notes_of(origin), ["upper", "lower"]);
}

#[test]
fn a_handler_of_several_labels_runs_for_each() {
    #[has_side_effects("several_a")]
    fn a(id: u8) {}
    #[has_side_effects("several_b")]
    fn b(id: u8) {}
    #[has_side_effects("several_c")]
    fn c(id: u8) {}
    #[is_side_effect_of("several_a", "several_b", order = 1)]
    #[is_side_effect_of("several_c")]
    fn handler(id: u8) {
        note(format!("handler {id}"));
    }
    #[is_side_effect_of("several_b", "several_c")]
    fn other() {
        note("other");
    }
    assert_eq!(notes_of(|| a(1)), ["handler 1"]);
    assert_eq!(notes_of(|| b(2)), ["other", "handler 2"]);
    assert_eq!(notes_of(|| c(3)), ["handler 3", "other"]);
    handler(4);
}

#[test]
fn several_origins_of_a_label_each_bind_on_their_own() {
    #[has_side_effects("several_origins")]
    fn first(id: u8, name: &str) {}
    #[has_side_effects("several_origins")]
    fn second(name: String, ignored: bool, id: u8) -> Result<(), u8> {
        Ok(())
    }
    #[is_side_effect_of("several_origins")]
    fn handler(id: u8, name: &str) {
        note(format!("{id} {name}"));
    }
    let notes = notes_of(|| {
        first(1, "a");
        second("b".into(), true, 2).unwrap();
        first(3, "c");
    });
    assert_eq!(notes, ["1 a", "2 b", "3 c"]);
}

#[test]
fn a_label_may_be_a_const_of_another_module() {
    mod labels {
        pub(crate) const SHIPPED: &str = "const_label";
    }
    #[has_side_effects(labels::SHIPPED)]
    fn origin() {}
    #[is_side_effect_of(labels::SHIPPED)]
    fn handler() {
        note("effect");
    }
    assert_eq!(notes_of(origin), ["effect"]);
}

#[test]
fn a_handler_may_be_an_origin_too() {
    #[has_side_effects("chain_1")]
    fn origin(depth: u8) {}
    #[is_side_effect_of("chain_1")]
    #[has_side_effects("chain_2")]
    fn middle(depth: u8) {
        note("middle");
    }
    #[is_side_effect_of("chain_2")]
    fn last(depth: u8) {
        note("last");
    }
    #[is_side_effect_of("chain_1", order = 1)]
    fn after() {
        note("after");
    }
    assert_eq!(notes_of(|| origin(1)), ["middle", "last", "after"]);
    let events = disable_side_effects().except(["chain_1"]);
    assert_eq!(notes_of(|| origin(1)), ["middle", "after"]);
    assert_eq!(events, ["chain_2"]);
}

#[test]
fn a_handler_may_fire_its_own_label_again() {
    #[has_side_effects("recursion")]
    fn origin(depth: u8) {
        note(format!("body {depth}"));
    }
    #[is_side_effect_of("recursion")]
    fn again(depth: u8) {
        if depth > 0 {
            origin(depth - 1);
        }
        note(format!("effect {depth}"));
    }
    assert_eq!(
        notes_of(|| origin(2)),
        [
            "body 2", "body 1", "body 0", "effect 0", "effect 1", "effect 2"
        ]
    );
}

#[test]
fn a_recursive_origin_fires_at_each_level() {
    #[has_side_effects("recursive_origin")]
    fn origin(depth: u8) -> u8 {
        if depth == 0 { 0 } else { origin(depth - 1) + 1 }
    }
    #[is_side_effect_of("recursive_origin")]
    fn handler(depth: u8, return_value: u8) {
        note(format!("{depth} {return_value}"));
    }
    assert_eq!(notes_of(|| origin(2)), ["0 0", "1 1", "2 2"]);
}

#[test]
fn threads_that_fire_at_once_each_get_their_own_values() {
    static SUM: AtomicUsize = AtomicUsize::new(0);
    #[has_side_effects("threads")]
    fn origin(thread: usize, turn: &str) -> String {
        format!("{thread} {turn}")
    }
    #[is_side_effect_of("threads")]
    fn handler(turn: &str, thread: usize, return_value: String) {
        note(format!("{thread} {turn}"));
        SUM.fetch_add(1, Ordering::Relaxed);
        assert_eq!(return_value, format!("{thread} {turn}"));
    }
    let barrier = &std::sync::Barrier::new(32);
    let all = thread::scope(|scope| {
        let threads = (0..32).map(|thread| {
            scope.spawn(move || {
                barrier.wait();
                notes_of(|| {
                    for turn in 0..20 {
                        origin(thread, &turn.to_string());
                    }
                })
            })
        });
        let threads: Vec<_> = threads.collect();
        let notes = threads.into_iter().map(|thread| thread.join().unwrap());
        notes.collect::<Vec<_>>()
    });
    assert_eq!(SUM.load(Ordering::Relaxed), 32 * 20);
    for (thread, notes) in all.iter().enumerate() {
        let expected: Vec<_> = (0..20).map(|turn| format!("{thread} {turn}")).collect();
        assert_eq!(*notes, expected);
    }
    assert_eq!(all.concat().into_iter().collect::<BTreeSet<_>>().len(), 640);
}
