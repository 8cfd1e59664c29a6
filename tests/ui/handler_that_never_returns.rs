use side_effects::is_side_effect_of;

#[is_side_effect_of("handler_that_never_returns")]
fn stop() -> ! {
    std::process::exit(1)
}

fn main() {}
