use side_effects::{Delivery as Run, is_side_effect_of};

#[is_side_effect_of("ordered")]
fn confirm(run: &Run) {
    let _ = run;
}

fn main() {}
