//! What the user's lints have to say of an annotated function is still said:
//! each of these is expected, and an expectation that is not met is an error.
#![deny(unfulfilled_lint_expectations)]

use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of};

#[expect(dead_code)]
#[has_side_effects("reported/dead")]
fn never_called(id: u8) -> u8 {
    id
}

#[expect(unused_variables)]
#[has_side_effects("reported/variable")]
fn unused_parameter(id: u8) {}

#[expect(unused_variables)]
#[has_side_effects("reported/handled_variable")]
fn unused_parameter_that_a_handler_sees(id: u8, (a, _): (u8, String), list: &mut Vec<u8>) {}

#[is_side_effect_of("reported/handled_variable")]
fn see(id: u8, a: u8, list: &[u8]) {
    assert_eq!((id, a, list.len()), (1, 2, 0));
}

#[expect(unused_variables)]
#[has_side_effects("reported/local")]
fn unused_local(id: u8) -> u8 {
    let unused = id;
    id
}

#[expect(unused_mut)]
#[has_side_effects("reported/mut")]
fn unused_mut(mut id: u8) -> u8 {
    id
}

#[expect(unused_mut)]
#[has_side_effects("reported/mut_pattern")]
fn unused_mut_in_a_pattern((mut a, _): (u8, String)) -> u8 {
    a
}

struct Owner(u8);

impl Owner {
    #[expect(unused_mut)]
    #[has_side_effects("reported/mut_self")]
    fn unused_mut_self(mut self) -> u8 {
        self.0
    }

    #[expect(dead_code)]
    #[has_side_effects("reported/dead_method")]
    fn never_called(&self) -> u8 {
        self.0
    }
}

#[expect(unused_assignments)]
#[has_side_effects("reported/assignment")]
fn unused_assignment(mut id: u8) -> u8 {
    id = 1;
    id = 2;
    id
}

#[expect(unused_must_use)]
#[has_side_effects("reported/must_use")]
fn ignored_result() {
    "1".parse::<u8>();
}

#[expect(unreachable_code)]
#[has_side_effects("reported/unreachable")]
fn unreachable_tail(id: u8) -> u8 {
    return id;
    0
}

#[expect(unused_braces)]
#[has_side_effects("reported/braces")]
fn braces(id: u8) -> u8 {
    { id }
}

#[expect(unused_parens)]
#[has_side_effects("reported/parens")]
fn parens(id: u8) -> u8 {
    (id)
}

#[expect(non_snake_case)]
#[has_side_effects("reported/case")]
fn snake_case(ID: u8) -> u8 {
    ID
}

#[expect(unused_labels)]
#[has_side_effects("reported/label")]
fn label(list: &[u8]) -> u8 {
    let mut sum = 0;
    'unused: for n in list {
        sum += n;
    }
    sum
}

#[expect(unused_imports)]
#[has_side_effects("reported/import")]
fn import(id: u8) -> u8 {
    use std::fmt::Debug;
    id
}

#[must_use]
#[has_side_effects("reported/must_use_function")]
fn must_use(id: u8) -> u8 {
    id
}

#[deprecated]
#[has_side_effects("reported/deprecated")]
fn deprecated(id: u8) -> u8 {
    id
}

#[is_side_effect_of("reported/must_use_function")]
#[expect(unused_variables)]
fn unused_parameter_of_a_handler(id: u8) {}

#[test]
fn a_linted_function_works() {
    unused_parameter_that_a_handler_sees(1, (2, String::new()), &mut vec![]);
    let events = disable_side_effects();
    unused_parameter(1);
    ignored_result();
    let sum = unused_local(1) + unused_mut(1) + unused_mut_in_a_pattern((1, String::new()));
    assert_eq!(sum + Owner(1).unused_mut_self() + unused_assignment(1), 6);
    assert_eq!(unreachable_tail(1) + braces(1) + parens(1) + label(&[1]), 4);
    assert_eq!(snake_case(1) + import(1), 2);
    #[expect(unused_must_use)]
    {
        must_use(1);
    }
    #[expect(deprecated)]
    let id = deprecated(1);
    assert_eq!(id, 1);
    assert_eq!(events.len(), 15);
}
