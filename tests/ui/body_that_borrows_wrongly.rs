use side_effects::has_side_effects;

#[has_side_effects("body_that_borrows_wrongly")]
fn moved(name: String) -> usize {
    drop(name);
    name.len()
}

#[has_side_effects("body_that_borrows_wrongly")]
fn local(name: &str) -> &str {
    let name = name.to_uppercase();
    &name
}

#[has_side_effects("body_that_borrows_wrongly")]
fn by_value(name: String) -> &'static str {
    &name
}

fn main() {}
