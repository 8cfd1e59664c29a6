use side_effects::has_side_effects;
use std::fmt;

#[has_side_effects("body_with_a_wrong_question_mark")]
fn error(number: &str) -> Result<u8, fmt::Error> {
    let number = number.parse()?;
    Ok(number)
}

#[has_side_effects("body_with_a_wrong_question_mark")]
fn nothing(number: &str) {
    let _: u8 = number.parse()?;
}

fn main() {}
