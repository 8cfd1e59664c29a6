//! Shows the side effects of an application:
//!
//! ```sh
//! cargo run --features cli --example display -- --help
//! ```

use std::process::ExitCode;

// Nothing else here refers to them. Without this, they would not be linked.
side_effects::link!(bookshop, bookshop_effects);

fn main() -> ExitCode {
    side_effects::cli::main()
}

// These link what the program links, `link!` included.
#[cfg(test)]
mod tests {
    #[test]
    fn the_side_effects_are_wired_and_documented() {
        side_effects::Wiring::new().allow("W004").assert();
        side_effects::assert_listing!("docs/side-effects.md");
    }
}
