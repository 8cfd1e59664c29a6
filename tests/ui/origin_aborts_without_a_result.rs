use side_effects::has_side_effects;

#[has_side_effects("label", on_error = abort)]
async fn origin() -> u8 {
    5
}

fn main() {}
