use side_effects::has_side_effects;

#[has_side_effects("origin_that_never_returns")]
fn stop() -> ! {
    std::process::exit(1)
}

fn main() {
    stop()
}
