//! Where the linker puts a handler has no say in when it runs. The optimizer
//! changes the one, so that this is also run under other profiles.

use std::cell::RefCell;

use side_effects::{has_side_effects, is_side_effect_of, registry};

thread_local! {
    static RAN: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn ran(handler: &'static str) {
    RAN.with_borrow_mut(|ran| ran.push(handler));
}

#[has_side_effects("link_order")]
fn origin() {}

mod zebra {
    use super::*;

    #[is_side_effect_of("link_order", order = -1)]
    fn early() {
        ran("zebra::early");
    }

    #[is_side_effect_of("link_order")]
    fn beta() {
        ran("zebra::beta");
    }

    #[is_side_effect_of("link_order")]
    fn alpha() {
        ran("zebra::alpha");
    }
}

mod aardvark {
    use super::*;

    #[is_side_effect_of("link_order", order = 1)]
    fn late() {
        ran("aardvark::late");
    }

    #[is_side_effect_of("link_order")]
    fn gamma() {
        ran("aardvark::gamma");
    }
}

#[is_side_effect_of("link_order")]
fn middle() {
    ran("middle");
}

const EXPECTED: [&str; 6] = [
    "zebra::early",
    "aardvark::gamma",
    "middle",
    "zebra::alpha",
    "zebra::beta",
    "aardvark::late",
];

#[test]
fn handlers_run_by_order_and_then_by_path() {
    origin();
    assert_eq!(RAN.take(), EXPECTED);
}

#[test]
fn the_registry_lists_them_as_they_run() {
    let handlers = registry().handlers("link_order");
    let paths: Vec<_> = handlers.iter().map(|handler| handler.path()).collect();
    let expected = EXPECTED.map(|path| format!("{}::{path}", module_path!()));
    assert_eq!(paths, expected);
}
