//! Names that an expansion might use itself, or take for something else.

use side_effects::has_side_effects;

use crate::notes::{handler, notes};

#[has_side_effects("names/locals")]
fn named_like_the_expansion(
    armed: u8,
    clones: String,
    result: &u8,
    value: &mut u8,
    (probe, _): (u8, u8),
    values: u8,
    fired: u8,
    arg_4: u8,
) -> u8 {
    let (owned, outer, error, call) = (1, 1, 1, 1);
    *value += 1;
    let length = u8::try_from(clones.len()).unwrap();
    armed + length + result + *value + probe + values + fired + arg_4 + owned + outer + error + call
}

handler!("names/locals"; armed: u8, clones: &str, result: u8, value: u8, probe: u8, values: u8, fired: u8, arg_4: u8, return_value: u8);
#[test]
fn parameters_and_variables_may_be_named_like_those_of_the_expansion() {
    let sum = named_like_the_expansion(1, "c".into(), &1, &mut 1, (1, 0), 1, 1, 1);
    assert_eq!(sum, 13);
    assert_eq!(
        notes(),
        ["armed=1 clones=\"c\" result=1 value=2 probe=1 values=1 fired=1 arg_4=1 return_value=13"]
    );
}

#[has_side_effects("names/items")]
fn with_items_named_like_the_expansion(id: u8) -> u8 {
    #![allow(non_camel_case_types, non_upper_case_globals, dead_code)]
    struct result;
    const armed: u8 = 1;
    static clones: u8 = 2;
    static __SIDE_EFFECTS_SITE: u8 = 4;
    const __SIDE_EFFECTS_ORIGIN: u8 = 8;
    fn value() -> u8 {
        16
    }
    mod core {
        pub(super) fn probe() -> u8 {
            32
        }
    }
    enum Option {
        Some,
        None,
    }
    use Option::{None, Some};
    let _: (result, Option, Option) = (result, Some, None);
    id + armed + clones + __SIDE_EFFECTS_SITE + __SIDE_EFFECTS_ORIGIN + value() + core::probe()
}

handler!("names/items"; id: u8, return_value: u8);
#[test]
fn items_in_the_body_may_be_named_like_those_of_the_expansion() {
    assert_eq!(with_items_named_like_the_expansion(0), 63);
    assert_eq!(notes(), ["id=0 return_value=63"]);
}

/// Nothing here means what it usually does.
mod shadowed {
    #![allow(dead_code, unused_macros, non_camel_case_types)]

    mod core {}
    mod std {}
    mod alloc {}
    mod linkme {}
    mod side_effects {}
    mod __private {}
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct Option;
    struct Result;
    struct String;
    struct Vec;
    struct Box;
    struct Event;
    struct Probe;
    trait Clone {}
    trait Deref {}
    trait Sync {}
    trait ToOwned {}
    macro_rules! unreachable {
        () => {
            compile_error!("not the expansion's")
        };
    }
    macro_rules! concat {
        () => {
            compile_error!("not the expansion's")
        };
    }

    #[::side_effects::has_side_effects("names/shadowed")]
    pub(super) fn origin(
        name: ::std::string::String,
        list: &mut ::std::vec::Vec<u8>,
        (a, _): (u8, u8),
    ) -> ::core::result::Result<u8, ::std::string::String> {
        list.push(a);
        ::core::result::Result::Ok(name.len() as u8)
    }

    #[::side_effects::is_side_effect_of("names/shadowed")]
    fn handler(
        name: &str,
        list: &[u8],
        a: u8,
        return_value: u8,
    ) -> ::core::result::Result<(), ::std::string::String> {
        crate::notes::note(::std::format!("{name} {list:?} {a} {return_value}"));
        ::core::result::Result::Ok(())
    }

    pub(super) struct Method;

    impl Method {
        #[::side_effects::has_side_effects("names/shadowed_method")]
        pub(super) fn by_value(self, id: u8) -> u8 {
            id
        }
    }

    #[::side_effects::is_side_effect_of("names/shadowed_method")]
    fn event(event: &::side_effects::Event<'_>) {
        crate::notes::note(::std::format!("{:?}", event.arg::<u8>("id")));
    }
}

#[test]
fn the_names_of_the_standard_library_may_mean_something_else() {
    assert_eq!(shadowed::origin("n".into(), &mut vec![1], (2, 3)), Ok(1));
    assert_eq!(shadowed::Method.by_value(4), 4);
    assert_eq!(notes(), ["n [1, 2] 2 1", "Some(4)"]);
}

mod without_prelude {
    #![no_implicit_prelude]

    #[::side_effects::has_side_effects("names/no_prelude")]
    pub(super) fn origin(
        name: ::std::string::String,
        list: &[u8],
    ) -> ::core::result::Result<usize, ()> {
        ::core::result::Result::Ok(name.len() + list.len())
    }

    #[::side_effects::is_side_effect_of("names/no_prelude")]
    fn handler(name: &str, return_value: usize) {
        crate::notes::note(::std::format!("{name} {return_value}"));
    }
}

#[test]
fn a_module_needs_no_prelude() {
    assert_eq!(without_prelude::origin("n".into(), &[1]), Ok(2));
    assert_eq!(notes(), ["n 2"]);
}

#[has_side_effects("names/raw", skip(r#loop))]
fn r#match(r#in: u8, r#type: &str, (r#mod, _): (u8, u8), r#loop: u8) -> u8 {
    r#in + r#mod + r#loop + u8::try_from(r#type.len()).unwrap()
}

#[side_effects::is_side_effect_of("names/raw")]
fn r#impl(r#in: u8, r#type: &str, r#mod: u8, event: &side_effects::Event<'_>) {
    crate::notes::note(format!("{in} {type} {mod} {:?}", event.arg::<u8>("loop")));
}

#[test]
fn names_may_be_raw_identifiers() {
    assert_eq!(r#match(1, "t", (2, 0), 3), 7);
    assert_eq!(notes(), ["1 t 2 None"]);
    let origin = &side_effects::registry().origins("names/raw")[0];
    assert!(origin.path().ends_with("::match"), "{}", origin.path());
}

mod labels {
    pub(super) const RENAMED: &str = "names/constant";
}

#[has_side_effects(labels::RENAMED)]
fn labelled_by_a_constant(id: u8) -> u8 {
    #[allow(dead_code)]
    mod labels {}
    id
}

handler!(labels::RENAMED; id: u8);
#[test]
fn a_label_may_be_the_path_of_a_constant() {
    assert_eq!(labelled_by_a_constant(1), 1);
    assert_eq!(notes(), ["id=1"]);
}

#[allow(non_snake_case)]
#[has_side_effects("names/case")]
fn CamelCased(Matrix: Vec<u8>, N: u8) -> u8 {
    Matrix[0] + N
}

#[allow(non_snake_case)]
mod case {
    crate::notes::handler!("names/case"; N: u8, return_value: u8);
}
#[test]
fn a_parameter_may_be_named_like_a_constant() {
    assert_eq!(CamelCased(vec![1], 2), 3);
    assert_eq!(notes(), ["N=2 return_value=3"]);
}

#[has_side_effects("names/skip_raw", skip(r#in, r#type))]
fn skipped_raw(r#in: u8, (r#type, _): (u8, u8)) -> u8 {
    r#in + r#type
}

crate::notes::watcher!("names/skip_raw"; r#in: u8, return_value: u8);
#[test]
fn a_raw_identifier_can_be_skipped() {
    assert_eq!(skipped_raw(1, (2, 0)), 3);
    assert_eq!(notes(), ["r#in=None return_value=Some(3)"]);
}

const HANDLER: &str = "names/handler";

#[has_side_effects(HANDLER)]
fn labelled_like_the_expansion(id: u8) -> u8 {
    id
}

handler!(HANDLER; id: u8);
#[test]
fn a_constant_may_be_named_like_a_static_of_the_expansion() {
    assert_eq!(labelled_like_the_expansion(1), 1);
    assert_eq!(notes(), ["id=1"]);
}
