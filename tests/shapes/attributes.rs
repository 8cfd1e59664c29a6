//! Attributes on the function and on its parameters.

use side_effects::has_side_effects;

use crate::notes::{handler, notes, watcher};

#[has_side_effects("attributes/cfg")]
fn conditional(
    a: u8,
    #[cfg(any())] _b: Missing,
    #[cfg(not(any()))] c: u8,
    #[cfg(any())] (_d, _): (Missing, u8),
    #[cfg(not(any()))] (e, _): (u8, u8),
) -> u8 {
    a + c + e
}

watcher!("attributes/cfg"; a: u8, c: u8, e: u8);
#[test]
fn a_parameter_with_a_cfg_is_there_or_not_and_is_not_seen() {
    assert_eq!(conditional(1, 2, (3, 4)), 6);
    assert_eq!(notes(), ["a=Some(1) c=None e=None"]);
}

#[has_side_effects("attributes/cfg_attr")]
fn conditionally_allowed(#[cfg_attr(all(), allow(unused_mut))] mut a: u8) -> u8 {
    a
}

watcher!("attributes/cfg_attr"; a: u8);
#[test]
fn a_parameter_with_a_conditional_attribute_works() {
    assert_eq!(conditionally_allowed(1), 1);
    assert_eq!(notes(), ["a=None"]);
}

#[has_side_effects("attributes/allow")]
fn allowed(
    #[allow(unused_variables)] a: u8,
    #[allow(unused_mut)] mut b: String,
    #[allow(unused_variables)] (c, _): (u8, u8),
) -> String {
    b
}

handler!("attributes/allow"; a: u8, b: &str, c: u8);
#[test]
fn a_lint_can_be_allowed_on_a_parameter() {
    assert_eq!(allowed(1, "b".into(), (2, 3)), "b");
    assert_eq!(notes(), ["a=1 b=\"b\" c=2"]);
}

struct Receiver;

impl Receiver {
    #[has_side_effects("attributes/receiver")]
    fn receive(#[allow(unused)] &self, #[allow(unused)] id: u8) {}

    #[has_side_effects("attributes/receiver_value")]
    fn consume(#[allow(unused_mut)] mut self, id: u8) -> u8 {
        id
    }
}

handler!("attributes/receiver"; id: u8);
handler!("attributes/receiver_value"; id: u8);
#[test]
fn an_attribute_on_the_receiver_is_allowed() {
    Receiver.receive(1);
    Receiver.consume(2);
    assert_eq!(notes(), ["id=1", "id=2"]);
}

/// Adds.
///
/// Two numbers.
#[inline(always)]
#[must_use = "adding has no effect of its own"]
#[doc(alias = "plus")]
#[has_side_effects("attributes/kept")]
#[cold]
pub(crate) fn add(a: u8, b: u8) -> u8 {
    a + b
}

handler!("attributes/kept"; a: u8, b: u8);
#[test]
fn other_attributes_are_kept_on_either_side() {
    #[expect(unused_must_use, reason = "the attribute is still there")]
    {
        add(1, 2);
    }
    assert_eq!(notes(), ["a=1 b=2"]);
    let origin = &side_effects::registry().origins("attributes/kept")[0];
    assert_eq!(origin.docs(), Some("Adds.\n\nTwo numbers."));
}

#[deprecated]
#[has_side_effects("attributes/deprecated")]
fn old(id: u8) -> u8 {
    id
}

handler!("attributes/deprecated"; id: u8);
#[test]
fn a_deprecated_function_is_so_for_its_callers() {
    #[expect(deprecated, reason = "the attribute is still there")]
    let id = old(1);
    assert_eq!(id, 1);
    assert_eq!(notes(), ["id=1"]);
}

#[cfg_attr(all(), has_side_effects("attributes/conditional"))]
fn conditionally_annotated(id: u8) -> u8 {
    id
}

handler!("attributes/conditional"; id: u8);
#[test]
fn the_attribute_itself_may_be_conditional() {
    assert_eq!(conditionally_annotated(1), 1);
    assert_eq!(notes(), ["id=1"]);
}

#[track_caller]
#[has_side_effects("attributes/track_caller")]
fn located(id: u8) -> u8 {
    assert!(id > 0, "zero");
    id
}

handler!("attributes/track_caller"; id: u8);
#[test]
fn a_function_that_tracks_its_caller_works() {
    assert_eq!(located(1), 1);
    assert_eq!(notes(), ["id=1"]);
}

mod visible {
    use super::*;

    #[has_side_effects("attributes/visibility")]
    pub(in crate::attributes) fn inside(id: u8) -> u8 {
        id
    }
}

handler!("attributes/visibility"; id: u8);
#[test]
fn the_visibility_is_kept() {
    assert_eq!(visible::inside(1), 1);
    assert_eq!(notes(), ["id=1"]);
}

#[has_side_effects("attributes/expect")]
#[has_side_effects("attributes/expect_lower")]
fn expected(
    #[expect(unused_variables)] a: u8,
    #[expect(unused_mut)] mut b: String,
    #[expect(unused_variables)] (c, _): (u8, u8),
    #[expect(unused_mut)] (mut d, e): (u8, u8),
) -> String {
    format!("{b}{d}{e}")
}

handler!("attributes/expect"; a: u8, b: &str, c: u8);
handler!("attributes/expect_lower"; a: u8, b: &str, c: u8, d: u8);
#[test]
fn a_lint_that_is_expected_on_a_parameter_is_reported_there() {
    assert_eq!(expected(1, "b".into(), (2, 3), (4, 5)), "b45");
    assert_eq!(notes(), ["a=1 b=\"b\" c=2", "a=1 b=\"b\" c=2 d=4"]);
}
