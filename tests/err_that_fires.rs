//! An event can fire with an `Err`, which has no value for handlers that take
//! that of an `Ok`.

#![allow(missing_docs)]

use std::error::Error as _;

use side_effects::{Error, Event, has_side_effects, is_side_effect_of};

#[derive(Debug)]
enum Failure {
    Own(u8),
    Effect(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Effect(error)
    }
}

#[has_side_effects("job_done", run_on_exit = |_| true, on_error = abort)]
fn job(fails: bool) -> Result<u8, Failure> {
    if fails { Err(Failure::Own(5)) } else { Ok(1) }
}

#[is_side_effect_of("job_done")]
fn takes_what_there_is(return_value: &Result<u8, Failure>, event: &Event<'_>) {
    assert_eq!(event.return_value::<u8>().is_some(), return_value.is_ok());
    if let Err(Failure::Own(number)) = return_value {
        assert_eq!(*number, 5);
    }
}

#[is_side_effect_of("job_done", order = 1)]
fn takes_the_value_of_an_ok(return_value: u8) {
    assert_eq!(return_value, 1);
}

#[test]
fn a_handler_that_takes_the_value_of_an_ok_fails_and_says_what_to_take() {
    assert!(matches!(job(false), Ok(1)));
    let Err(Failure::Effect(error)) = job(true) else {
        panic!("the side effect cannot run");
    };
    assert_eq!(error.handler(), "err_that_fires::takes_the_value_of_an_ok");
    assert_eq!(
        error.source().unwrap().to_string(),
        "the event fired with an `Err`, and the handler takes the value of an `Ok`: take the \
         whole, `return_value: &Result<_, _>`",
    );
}

#[is_side_effect_of("lifetimes_named")]
fn names_its_lifetimes<'a, 'b>(name: &'a str, event: &'a Event<'b>) {
    assert_eq!(event.arg::<str>("name"), Some(name));
}

#[has_side_effects("lifetimes_named", on_error = abort)]
fn names(name: String) -> Result<(), Error> {
    drop(name);
    Ok(())
}

#[test]
fn a_handler_may_name_its_lifetimes() {
    names("Ada".into()).unwrap();
}
