//! Shows the side effects of an application:
//!
//! ```sh
//! cargo run --features cli --example display -- --help
//! ```

use std::process::ExitCode;

// Nothing else here refers to them. Without this, they would not be linked.
side_effects::link!(shop, shop_effects);

fn main() -> ExitCode {
    side_effects::cli::main()
}
