use side_effects::has_side_effects;

const NUMBER: u32 = 7;

fn is_long(text: &String) -> bool {
    text.len() > 10
}

fn length(number: &u32) -> usize {
    *number as usize
}

#[has_side_effects("predicate_of_a_wrong_type", run_on_exit = NUMBER)]
fn not_a_function() -> u32 {
    7
}

#[has_side_effects("predicate_of_a_wrong_type", run_on_exit = is_long)]
fn of_another_argument() -> u32 {
    7
}

#[has_side_effects("predicate_of_a_wrong_type", run_on_exit = length)]
fn returns_no_bool() -> u32 {
    7
}

#[has_side_effects("predicate_of_a_wrong_type", run_on_exit = |number| number + 1)]
fn closure_returns_no_bool() -> u32 {
    7
}

#[has_side_effects("predicate_of_a_wrong_type", run_on_exit = || true)]
fn closure_takes_nothing() -> u32 {
    7
}

fn main() {}
