//! Ways through a body: `?`, `return`, loops, recursion, panics.

use side_effects::has_side_effects;

use crate::notes::{handler, notes};

#[has_side_effects("control_flow/question_mark")]
fn question_mark(text: &str) -> Result<u8, Box<dyn std::error::Error>> {
    let parsed: u8 = text.parse()?;
    let shifted = parsed.checked_sub(1).ok_or("zero")?;
    Ok(shifted)
}

handler!("control_flow/question_mark"; text: &str, return_value: u8);
#[test]
fn the_question_mark_returns_from_the_function() {
    assert_eq!(question_mark("3").unwrap(), 2);
    assert_eq!(question_mark("0").unwrap_err().to_string(), "zero");
    assert!(question_mark("x").is_err());
    assert_eq!(notes(), ["text=\"3\" return_value=2"]);
}

#[has_side_effects("control_flow/question_mark_option")]
fn question_mark_of_an_option(text: Option<&str>) -> Option<usize> {
    Some(text?.len())
}

handler!("control_flow/question_mark_option"; return_value: Option<usize>);
#[test]
fn the_question_mark_works_on_options() {
    assert_eq!(question_mark_of_an_option(Some("a")), Some(1));
    assert_eq!(question_mark_of_an_option(None), None);
    assert_eq!(notes(), ["return_value=Some(1)", "return_value=None"]);
}

#[has_side_effects("control_flow/early_return")]
fn early_return(n: u8) -> &'static str {
    if n == 0 {
        return "zero";
    }
    for i in 1..n {
        if i * i == n {
            return "square";
        }
    }
    "other"
}

handler!("control_flow/early_return"; n: u8, return_value: &str);
#[test]
fn an_early_return_fires() {
    assert_eq!([0, 4, 5].map(early_return), ["zero", "square", "other"]);
    assert_eq!(
        notes(),
        [
            "n=0 return_value=\"zero\"",
            "n=4 return_value=\"square\"",
            "n=5 return_value=\"other\""
        ]
    );
}

#[has_side_effects("control_flow/return_unit")]
fn return_without_a_value(list: &mut Vec<u8>) {
    if !list.is_empty() {
        return;
    }
    list.push(1);
}

handler!("control_flow/return_unit"; list: &[u8]);
#[test]
fn a_return_without_a_value_fires() {
    let mut list = vec![];
    return_without_a_value(&mut list);
    return_without_a_value(&mut list);
    assert_eq!(notes(), ["list=[1]"; 2]);
}

#[has_side_effects("control_flow/labels")]
fn labelled_loops(rows: &[[u8; 3]]) -> u8 {
    let mut sum = 0;
    let found = 'rows: loop {
        for row in rows {
            'cells: for cell in row {
                match cell {
                    0 => continue 'cells,
                    9 => break 'rows true,
                    n => sum += n,
                }
            }
        }
        if rows.len() < 2 {
            break false;
        }
    };
    'block: {
        if found {
            break 'block;
        }
        sum += 100;
    }
    sum
}

handler!("control_flow/labels"; return_value: u8);
#[test]
fn loops_and_blocks_with_labels_work() {
    assert_eq!(labelled_loops(&[[1, 0, 2], [9, 5, 5]]), 3);
    assert_eq!(labelled_loops(&[[1, 0, 2]]), 103);
    assert_eq!(notes(), ["return_value=3", "return_value=103"]);
}

#[has_side_effects("control_flow/recursion")]
fn factorial(n: u32) -> u32 {
    if n == 0 { 1 } else { n * factorial(n - 1) }
}

handler!("control_flow/recursion"; n: u32, return_value: u32);
#[test]
fn each_call_of_a_recursion_fires_the_innermost_first() {
    assert_eq!(factorial(2), 2);
    assert_eq!(
        notes(),
        [
            "n=0 return_value=1",
            "n=1 return_value=1",
            "n=2 return_value=2"
        ]
    );
}

#[has_side_effects("control_flow/panic")]
fn panicking(flag: bool) -> u8 {
    assert!(!flag, "as asked");
    1
}

handler!("control_flow/panic"; flag: bool);
#[test]
fn a_body_that_panics_does_not_fire() {
    let panic = std::panic::catch_unwind(|| panicking(true)).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"as asked"));
    assert_eq!(notes(), [""; 0]);
    assert_eq!(panicking(false), 1);
    assert_eq!(notes(), ["flag=false"]);
}

#[has_side_effects("control_flow/diverging")]
fn diverging(list: &mut Vec<u8>) -> u8 {
    loop {
        match list.pop() {
            Some(0) => return 0,
            Some(_) => {}
            None => panic!("nothing left"),
        }
    }
}

handler!("control_flow/diverging"; list: &[u8], return_value: u8);
#[test]
fn a_body_without_a_tail_expression_works() {
    assert_eq!(diverging(&mut vec![5, 0, 1]), 0);
    assert_eq!(notes(), ["list=[5] return_value=0"]);
}
