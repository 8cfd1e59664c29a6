//! What a body may do.
#![allow(clippy::unused_async)]

use side_effects::{has_side_effects, is_side_effect_of};

use crate::support::{does_not_fire, finish, fires_when_done, log, logged, pause};

#[is_side_effect_of(
    "question_marks",
    "an_early_return",
    "loops_and_labels",
    "nested_blocks",
    "inner_attributes",
    "a_diverging_end"
)]
async fn with_value(return_value: u8) {
    pause().await;
    log(return_value.to_string());
}

#[has_side_effects("question_marks")]
async fn parse(text: &str) -> Result<u8, std::num::ParseIntError> {
    pause().await;
    let number: u8 = text.parse()?;
    Ok(number)
}

#[test]
fn question_marks_leave_the_body_alone() {
    fires_when_done!("question_marks", parse("5")).unwrap();
    assert_eq!(logged(), ["5"]);
    does_not_fire!(parse("five")).unwrap_err();
}

#[has_side_effects("an_early_return")]
async fn clamp(number: u8) -> u8 {
    pause().await;
    if number > 5 {
        return 5;
    }
    number
}

#[test]
fn an_early_return_fires() {
    fires_when_done!("an_early_return", clamp(9));
    assert_eq!(logged(), ["5"]);
}

#[has_side_effects("loops_and_labels")]
async fn count(to: u8) -> u8 {
    let mut count = 0;
    'outer: loop {
        for step in 1.. {
            pause().await;
            count += step;
            if count == 1 {
                continue 'outer;
            }
            if count >= to {
                break 'outer count;
            }
        }
    }
}

#[test]
fn loops_and_labels() {
    fires_when_done!("loops_and_labels", count(3));
    assert_eq!(logged(), ["4"]);
}

#[has_side_effects("nested_blocks")]
async fn nested(number: u8) -> u8 {
    let twice = async |number| {
        pause().await;
        number * 2
    };
    let inner = async {
        pause().await;
        if number == 0 {
            return 1;
        }
        twice(number).await
    };
    inner.await + 1
}

#[test]
fn blocks_and_closures_in_the_body_return_on_their_own() {
    fires_when_done!("nested_blocks", nested(0));
    assert_eq!(logged(), ["2"]);
    assert_eq!(finish(nested(2)), 5);
    assert_eq!(logged(), ["5"]);
}

#[has_side_effects("inner_attributes")]
async fn with_inner_attributes(number: u8) -> u8 {
    #![allow(unused_variables)]
    #![allow(clippy::needless_return)]
    let unused = ();
    pause().await;
    return number;
}

#[test]
fn inner_attributes_stay_inner_attributes() {
    fires_when_done!("inner_attributes", with_inner_attributes(5));
    assert_eq!(logged(), ["5"]);
}

#[has_side_effects("a_diverging_end")]
async fn diverging(number: u8) -> u8 {
    pause().await;
    if number > 0 {
        return number;
    }
    panic!("no number")
}

#[test]
fn a_body_that_panics_does_not_fire() {
    fires_when_done!("a_diverging_end", diverging(5));
    assert_eq!(logged(), ["5"]);
    let events = side_effects::record_side_effects();
    std::panic::catch_unwind(|| finish(diverging(0))).unwrap_err();
    events.assert_nothing_fired();
    assert_eq!(logged(), [""; 0]);
}

#[has_side_effects("a_select")]
async fn slow(number: u8) -> u8 {
    for _ in 0..10 {
        pause().await;
    }
    number
}

#[test]
fn a_future_that_loses_a_race_does_not_fire() {
    use futures_util::future::{Either, select};
    use std::pin::pin;

    let raced = || async {
        match select(pin!(slow(5)), pin!(pause())).await {
            Either::Left((number, _)) => Some(number),
            Either::Right(_) => None,
        }
    };
    assert_eq!(does_not_fire!(raced()), None);
}
