use side_effects::has_side_effects;

#[has_side_effects("body_without_a_value")]
fn semicolon(name: &str) -> usize {
    name.len();
}

#[has_side_effects("body_without_a_value")]
fn empty() -> String {}

#[has_side_effects("body_without_a_value")]
fn one_branch(name: Option<String>) -> String {
    if let Some(name) = name {
        return name;
    }
}

fn main() {}
