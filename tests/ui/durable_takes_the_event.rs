use side_effects::{Event, is_side_effect_of};

#[is_side_effect_of("ordered", durable)]
fn confirm(event: &Event<'_>) {
    let _ = event;
}

fn main() {}
