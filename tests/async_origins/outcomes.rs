//! When an async origin has succeeded.

use side_effects::{Outcome, has_side_effects};

use crate::support::{does_not_fire, fires_when_done, pause};

struct Reply {
    accepted: bool,
}

impl Outcome for Reply {
    fn is_success(&self) -> bool {
        self.accepted
    }
}

#[has_side_effects("the_values_own_verdict")]
async fn ask(accepted: bool) -> Reply {
    pause().await;
    Reply { accepted }
}

#[test]
fn a_value_with_a_verdict_of_its_own() {
    fires_when_done!("the_values_own_verdict", ask(true));
    does_not_fire!(ask(false));
}

#[has_side_effects("the_ok_values_verdict")]
async fn try_to_ask(accepted: Result<bool, String>) -> Result<Reply, String> {
    pause().await;
    accepted.map(|accepted| Reply { accepted })
}

#[test]
fn an_ok_value_with_a_verdict_of_its_own() {
    assert!(fires_when_done!("the_ok_values_verdict", try_to_ask(Ok(true))).is_ok());
    assert!(does_not_fire!(try_to_ask(Ok(false))).is_ok());
    assert!(does_not_fire!(try_to_ask(Err("busy".into()))).is_err());
}

#[has_side_effects("nothing_is_a_value")]
async fn find() -> Option<u8> {
    pause().await;
    None
}

#[test]
fn none_is_a_value_not_a_failure() {
    fires_when_done!("nothing_is_a_value", find());
}

#[has_side_effects("a_predicate", run_on_exit = |number: &u8| *number > 5)]
async fn predicated(number: u8) -> u8 {
    pause().await;
    number
}

#[test]
fn a_predicate_decides() {
    fires_when_done!("a_predicate", predicated(6));
    does_not_fire!(predicated(5));
}

fn is_long(text: &impl AsRef<str>) -> bool {
    text.as_ref().len() > 3
}

#[has_side_effects("a_predicate_of_an_opaque_value", run_on_exit = is_long)]
async fn opaque(text: &str) -> impl AsRef<str> {
    pause().await;
    text.to_owned()
}

#[test]
fn a_predicate_of_an_opaque_value() {
    fires_when_done!("a_predicate_of_an_opaque_value", opaque("long"));
    does_not_fire!(opaque("no"));
}

#[has_side_effects("a_panicking_predicate", run_on_exit = |_: &u8| panic!("no opinion"))]
async fn panicking(number: u8) -> u8 {
    pause().await;
    number
}

#[test]
fn a_predicate_that_panics_fires_nothing_and_harms_nothing() {
    let events = side_effects::record_side_effects();
    assert_eq!(crate::support::finish(panicking(5)), 5);
    events.assert_nothing_fired();
    assert_eq!(events.failures().len(), 1);
}
