use side_effects::has_side_effects;

#[has_side_effects("abort_without_result", on_error = abort)]
fn nothing() {}

#[has_side_effects("abort_without_result", on_error = abort)]
fn option() -> Option<u8> {
    None
}

#[has_side_effects("abort_without_result", on_error = abort)]
fn another_error() -> Result<u8, std::fmt::Error> {
    Ok(7)
}

fn main() {}
